/** The two parts of a verdict, for places that have room for one. */
import type { RunSummary } from './summary.ts';

export interface VerdictParts {
  /** What is: `1.84 s, 1.2 of 8 cores busy: 62 % of worker time waits for the lock at pi.ts:14.` */
  readonly headline: string;
  /** What to do about it; empty when there is nothing. */
  readonly advice: string;
}

/** Splits a verdict before its action; each part is a sentence of its own then. */
export function splitVerdict({ verdict, action }: Pick<RunSummary, 'verdict' | 'action'>): VerdictParts {
  if (action === undefined || !verdict.endsWith(action)) return { headline: verdict, advice: '' };
  const statement = verdict.slice(0, -action.length).replace(/;\s*$/, '');
  // A name of something in code begins as it is written there.
  const isCode = /^\w+[.(]/.test(action);
  return {
    headline: `${statement}.`,
    advice: isCode ? action : `${action.slice(0, 1).toUpperCase()}${action.slice(1)}`,
  };
}
