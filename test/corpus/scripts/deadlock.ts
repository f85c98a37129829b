/** A process takes a lock that it holds already; that of the twin may be taken again by who holds it. */
import { Lock, Process, RLock, isMain } from 'parascope';

function take(lock: Lock | RLock): void {
  using _outer = lock.acquireSync();
  using _inner = lock.acquireSync(); // finding
}

if (isMain) {
  const locks = [new Lock(), new RLock()] as const;
  const lock = locks[0]; // twin: const lock = locks[1];
  const child = new Process({ target: take, args: [lock] });
  child.start();
  await child.join();
}
