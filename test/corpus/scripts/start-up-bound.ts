/** A process for each small piece of work, one after the other; the pieces of the twin are large. */
import { Process, isMain } from 'parascope';

const WORK_MS = 1; // twin: const WORK_MS = 400;

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

if (isMain) {
  for (let piece = 0; piece < 4; piece++) {
    const child = new Process({ target: compute, args: [WORK_MS] });
    child.start(); // finding
    await child.join();
  }
}
