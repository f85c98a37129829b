/** The whole corpus. */
import type { Corpus } from './scenario.ts';
import { ioBound } from './scenarios/io-bound.ts';

export const corpus: Corpus = {
  'io-bound': ioBound,
};
