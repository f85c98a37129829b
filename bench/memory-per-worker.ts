import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const WORKERS = 8;

/**
 * KiB of resident memory per idle worker, for `hire`, which starts that many and settles when they are ready. The first
 * two are not counted: what is there once per program, such as a helper thread, comes with them.
 */
export async function kibPerWorker(hire: (count: number) => Promise<void>): Promise<number> {
  await hire(2);
  const before = residentBytes();
  await hire(WORKERS);
  return (residentBytes() - before) / 1024 / WORKERS;
}

function residentBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage.rss();
}
