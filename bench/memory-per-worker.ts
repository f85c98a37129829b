import { Session } from 'node:inspector/promises';

const WORKERS = 8;

/**
 * KiB of resident memory per idle worker, for `hire`, which starts that many and settles when they are ready. The first
 * two are not counted: what is there once per program, such as a helper thread, comes with them.
 */
export async function kibPerWorker(hire: (count: number) => Promise<void>): Promise<number> {
  await hire(2);
  const before = await residentBytes();
  await hire(WORKERS);
  return ((await residentBytes()) - before) / 1024 / WORKERS;
}

/**
 * The garbage of this thread does not count. It is collected by the inspector: V8 refuses compiled code that was made under
 * other flags, so after `--expose-gc` workers would compile what they otherwise read, Node's own modules among it.
 */
async function residentBytes(): Promise<number> {
  using session = openSession();
  await session.post('HeapProfiler.collectGarbage');
  return process.memoryUsage.rss();
}

function openSession(): Session & Disposable {
  const session = new Session();
  session.connect();
  return Object.assign(session, { [Symbol.dispose]: () => session.disconnect() });
}
