/**
 * How many processes the system lets one user have, and what happens near that limit: the next one is refused in words,
 * and those that run finish their work. Try `bash -c 'ulimit -u 100; parascope run process-limit.ts 200'` as a user that is not root.
 */
import { readFileSync } from 'node:fs';
import { Process, ProcessLimitError, Value, isMain } from 'parascope';

const WANTED = Number(process.argv[2] ?? 8);

function count(started: Value<'i'>): void {
  using _held = started.getLock().acquireSync();
  started.value += 1;
}

/** The limit in words; Linux tells it in /proc. */
function limit(): string {
  try {
    return /^Max processes\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 'not known';
  } catch {
    return 'not told by this system';
  }
}

if (isMain) {
  console.log(`limit of processes and threads for this user: ${limit()}`);
  const started = new Value('i');
  const running: Process[] = [];
  try {
    while (running.length < WANTED) {
      const next = new Process({ target: count, args: [started] });
      next.start();
      running.push(next);
    }
  } catch (error) {
    if (!(error instanceof ProcessLimitError)) throw error;
    console.log(error.message);
  }
  for (const each of running) await each.join();
  console.log(`${WANTED} wanted, ${running.length} started, ${started.value} ran`);
}
