/** The same four processes; this time their numbers come back over a queue. */
import { randomInt } from 'node:crypto';
import { Process, Queue, isMain } from 'parascope';

async function sendRandom(position: number, output: Queue<[position: number, drawn: number]>): Promise<void> {
  await output.put([position, randomInt(100)]);
}

if (isMain) {
  const output = new Queue<[position: number, drawn: number]>();
  const processes = Array.from({ length: 4 }, (_, i) => new Process({ target: sendRandom, args: [i, output] }));
  for (const each of processes) each.start();
  const results: [number, number][] = [];
  // Results are read before the join: a process ends only when its messages have room.
  while (results.length < processes.length) results.push(await output.get());
  for (const each of processes) await each.join();
  results.sort(([a], [b]) => a - b);
  console.log(results.map(([, drawn]) => drawn));
}
