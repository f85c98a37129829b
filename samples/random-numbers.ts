/** Starts four processes and waits for them. Each prints its number; the order differs from run to run. */
import { randomInt } from 'node:crypto';
import { Process, isMain } from 'parascope';

function printRandom(position: number): void {
  console.log(`process ${position} drew ${randomInt(100)}`);
}

if (isMain) {
  const processes = Array.from({ length: 4 }, (_, i) => new Process({ target: printRandom, args: [i] }));
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
}
