/** Six processes say who they are. Those without a name of their own are called Process-1, Process-3, … */
import { Process, currentProcess, isMain } from 'parascope';

function introduce(): void {
  const me = currentProcess();
  console.log(`pid ${me.pid ?? 'none'}, name ${me.name}`);
}

if (isMain) {
  const names = [undefined, 'reader', undefined, 'writer', 'checker', undefined];
  const processes = names.map((name) => new Process({ target: introduce, ...(name !== undefined && { name }) }));
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
}
