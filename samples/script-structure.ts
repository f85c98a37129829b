/**
 * The shape of a parallel script: imports first, then functions and classes, then the part behind the guard, which only
 * the main copy runs. Each worker loads this file again, so the line below is printed once per copy.
 */
import { Process, currentProcess, isMain } from 'parascope';

console.log(`${currentProcess().name} loads the script`);

function greet(whom: string): void {
  console.log(`Hello ${whom}, from ${currentProcess().name}`);
}

if (isMain) {
  console.log('Only the main copy runs what is behind the guard');
  const worker = new Process({ target: greet, args: ['world'] });
  worker.start();
  await worker.join();
  console.log('Done');
}
