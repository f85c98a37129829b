import type { ThreadView } from './run-view.ts';

/** What one worker did for a team. */
export interface Member {
  readonly worker: ThreadView;
  /** Of all its tasks, and of the longest: 0 for one that was ready and got nothing. */
  readonly ns: number;
  readonly longestNs: number;
  readonly doneNs: number;
}

/** Work that was meant to be done side by side, by two or more. */
export interface Team {
  /** 0 for processes. */
  readonly pool: number;
  readonly members: readonly Member[];
  readonly startNs: number;
  readonly endNs: number;
  /** When the last of it was handed in: who was done before had to wait for that. */
  readonly handedInNs: number;
  /** The line that handed most of the work in. */
  readonly site: number;
}
