/** Waiting for what a test expects, with what was there instead when it never came. */
import { inspect } from 'node:util';
import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright-core';

const POLL_MS = 20;
/** A watchdog, not an expectation: on a busy machine everything takes long. */
const PATIENCE_MS = 90_000;

/**
 * Reads again and again until what was read is right, and gives it. `what` is the end of the sentence "waited in vain
 * for …"; the error says what was read last.
 */
export async function until<T>(
  what: string,
  read: () => T | Promise<T>,
  isRight: (value: Awaited<T>) => boolean,
): Promise<Awaited<T>> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (isRight(value)) return value;
    if (Date.now() > deadline) throw new Error(`waited in vain for ${what}: last seen ${inspect(value)}`);
    await delay(POLL_MS);
  }
}

/** Waits until the element's text matches, and gives the text. */
export async function untilText(locator: Locator, expected: RegExp): Promise<string> {
  const read = async (): Promise<string> => (await locator.textContent()) ?? '';
  return until(`${String(expected)} in ${String(locator)}`, read, (text) => expected.test(text));
}

/** Waits until so many elements are there. */
export async function untilCount(locator: Locator, count: number): Promise<void> {
  await until(
    `${count} times ${String(locator)}`,
    () => locator.count(),
    (found) => found === count,
  );
}
