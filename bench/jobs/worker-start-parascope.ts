/** Prints the median ms from `start()` to the first line of the target, ten processes one after the other. Argument: start method. */
import { Process, Value, isMain, setStartMethod } from 'parascope';

const now = (): number => performance.timeOrigin + performance.now();

function stamp(line: Value<'d'>): void {
  line.value = now();
}

if (isMain) {
  setStartMethod(process.argv[2] === 'process' ? 'process' : 'thread');
  const times: number[] = [];
  for (let i = 0; i < 10; i++) {
    const line = new Value('d', 0);
    const worker = new Process({ target: stamp, args: [line] });
    const start = now();
    worker.start();
    await worker.join();
    times.push(line.value - start);
  }
  console.log(times.toSorted((a, b) => a - b)[5]);
}
