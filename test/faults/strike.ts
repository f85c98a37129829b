/** The ways in which whoever runs strikes itself. */
import { getStartMethod } from 'parascope';
import type { Fault } from './scenario.ts';

/** What `exit` ends with. */
export const EXIT_CODE = 20;

/** Exit codes, Python's values, by which each fault ends a process. */
const EXIT_CODES: Readonly<Record<Fault, number>> = {
  exit: EXIT_CODE,
  throw: 1,
  unhandled: 1,
  overflow: 1,
  memory: 1,
  never: 13,
};

/** The same of a process under the start method in force: a full heap ends a process of its own as its Node does. */
export function exitCodeOfFault(fault: Fault): number {
  return fault === 'memory' && getStartMethod() === 'process' ? -6 : EXIT_CODES[fault];
}

/** An error on purpose: thrown by a task or a process. */
export class TaskError extends Error {
  override name = 'TaskError';
}

/** The reason of an abort on purpose. */
export class PurposeAbort extends Error {
  override name = 'PurposeAbort';
}

/** Does not come back. */
export function strike(fault: Fault): Promise<never> {
  switch (fault) {
    case 'exit':
      process.exit(EXIT_CODE);
    case 'throw':
      throw new TaskError('thrown on purpose');
    case 'unhandled':
      return rejectUnheard();
    case 'overflow':
      return Promise.resolve(overflow(0) as never);
    case 'memory':
      return grow();
    case 'never':
      return new Promise(() => undefined);
  }
}

async function rejectUnheard(): Promise<never> {
  void Promise.reject(new TaskError('rejected on purpose, and nobody looks'));
  // The rejection ends this thread long before.
  for (;;) await new Promise((resolve) => setTimeout(resolve, 1000));
}

function overflow(depth: number): number {
  return overflow(depth + 1) + 1;
}

function grow(): never {
  const kept: unknown[] = [];
  for (;;) kept.push({ text: `item ${kept.length}`, list: [1, 2, 3] });
}

/** A heap that `memory` fills soon, and that all else fits into. */
export const SMALL_HEAP = { maxOldGenerationSizeMb: 20 } as const;
