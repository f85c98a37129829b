/** A child puts one object into a queue, the parent prints it. */
import { Process, Queue, isMain } from 'parascope';

async function produce(queue: Queue<(number | string | null)[]>): Promise<void> {
  await queue.put([42, null, 'hello']);
}

if (isMain) {
  const queue = new Queue<(number | string | null)[]>();
  const child = new Process({ target: produce, args: [queue] });
  child.start();
  console.log(await queue.get());
  await child.join();
}
