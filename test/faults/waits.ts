/** How players wait: in the way and within the limit that their step says. */
import type { Way, WaitStep } from './scenario.ts';
import { PurposeAbort } from './strike.ts';

interface AsyncOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Waits in the step's way, within its limit. */
export async function limited<T>(
  { way, limit }: Pick<WaitStep, 'way' | 'limit'>,
  wait: (options: AsyncOptions) => Promise<T>,
  waitSync: (options: { readonly timeoutMs?: number }) => T,
): Promise<T> {
  const options = limit.type === 'timeout' ? { timeoutMs: limit.ms } : {};
  if (way === 'sync') return waitSync(options);
  if (limit.type !== 'abort') return await wait(options);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(new PurposeAbort('aborted on purpose')), limit.ms);
  try {
    return await wait({ signal: abort.signal });
  } finally {
    clearTimeout(timer);
  }
}

const clock = new Int32Array(new SharedArrayBuffer(4));

export async function sleep(way: Way, ms: number): Promise<void> {
  if (way === 'sync') Atomics.wait(clock, 0, 0, ms);
  else await new Promise((resolve) => setTimeout(resolve, ms));
}
