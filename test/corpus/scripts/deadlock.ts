/** Two processes take two locks in opposite order; those of the twin in the same. */
import { Barrier, Lock, Process, isMain } from 'parascope';

function take(first: Lock, second: Lock, both: Barrier): void {
  using _one = first.acquireSync();
  both.waitSync({ timeoutMs: 5000 }); // twin: both.parties;
  using _two = second.acquireSync();
}

if (isMain) {
  const [a, b, both] = [new Lock(), new Lock(), new Barrier(2)];
  const processes = [
    new Process({ target: take, args: [a, b, both] }),
    new Process({ target: take, args: [b, a, both] }),
  ];
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
}
