/** The two parts of a verdict, for places that have room for one. */

export interface VerdictParts {
  /** What is: `1.84 s, 1.2 of 8 cores busy: 62 % of worker time waits for the lock at pi.ts:14.` */
  readonly headline: string;
  /** What to do about it; empty when the verdict has one sentence only. */
  readonly advice: string;
}

/** Splits a verdict behind its first sentence. */
export function splitVerdict(verdict: string): VerdictParts {
  const end = /[.!?]\s+(?=\p{Lu})/u.exec(verdict);
  if (!end) return { headline: verdict, advice: '' };
  return { headline: verdict.slice(0, end.index + 1), advice: verdict.slice(end.index + end[0].length) };
}
