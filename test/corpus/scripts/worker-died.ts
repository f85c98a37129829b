/** A process throws; that of the twin returns. */
import { Process, isMain } from 'parascope';

function work(): void {
  throw new RangeError('no such item'); // twin: return;
}

if (isMain) {
  const child = new Process({ target: work });
  child.start(); // finding
  await child.join();
}
