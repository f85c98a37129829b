/** Prints the median ms from `child_process.fork` to the first line of an all but empty file, ten processes one after the other. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const file = path.join(os.tmpdir(), `parascope-empty-${process.pid}.cjs`);
writeFileSync(file, 'process.send(performance.timeOrigin + performance.now());');
const times: number[] = [];
for (let i = 0; i < 10; i++) {
  const start = performance.timeOrigin + performance.now();
  const child = fork(file);
  const [line] = (await once(child, 'message')) as [number];
  child.disconnect();
  await once(child, 'exit');
  times.push(line - start);
}
rmSync(file);
console.log(times.toSorted((a, b) => a - b)[5]);
