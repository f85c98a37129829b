/**
 * A session that keeps to a part of its thread's time while its trace grows: the picture is renewed often, the verdict, which
 * costs more, as often as there is time for it. The extension's trace worker tells a panel of a run by one.
 */
import { PanelSession, transferablesOf } from './panel-session.ts';
import type { PanelQuery, PanelReply, PanelSessionOptions, RunPhase, RunSnapshot } from './panel-session.ts';
import type { RunSummary } from './summary.ts';

/** Of the thread's time, for snapshots and the questions that a panel then asks. */
const PICTURE_SHARE = 0.25;
/** Of a file that is being read: the sooner that is done, the sooner there is a picture of all. */
const READING_SHARE = 0.1;
/** A file that is read sooner is shown when all of it is there. */
const READ_AT_ONCE_MS = 1000;
const VERDICT_SHARE = 0.1;
/** Nobody sees more pictures, and each takes time from the program that is shown. */
const LEAST_BETWEEN_MS = 100;
/** One question that takes seconds does not stop the picture for a minute. */
const MOST_BETWEEN_MS = 5000;

export interface PacedSessionOptions extends PanelSessionOptions {
  readonly post: (message: RunSnapshot | PanelReply, transfer: ArrayBuffer[]) => void;
  /** ms, from any moment on. */
  readonly clock: () => number;
}

export class PacedSession {
  readonly #session: PanelSession;
  readonly #options: PacedSessionOptions;
  #summary: RunSummary | null = null;
  /** From when on the next snapshot may be posted, but for what the last one and the answers since then have taken. */
  #freeMs: number;
  #busyMs = 0;
  /** Earliest time of the next verdict. */
  #verdictDueMs = -Infinity;
  /** Whether there is something that has not been shown yet, and whether the verdict is on all there is. */
  #hasNews = true;
  #isJudged = false;

  constructor(options: PacedSessionOptions) {
    this.#options = options;
    this.#freeMs = options.isSaved === true ? options.clock() + READ_AT_ONCE_MS - LEAST_BETWEEN_MS : -Infinity;
    this.#session = new PanelSession({ ...options, summarize: () => this.#summary });
  }

  set phase(phase: RunPhase) {
    this.#session.phase = phase;
    this.#hasNews = true;
  }

  /** The trace has grown. */
  grew(): void {
    this.#hasNews = true;
    this.#isJudged = false;
  }

  answer(query: PanelQuery): void {
    this.#busyMs += this.#timeOf(() => {
      const reply = this.#session.answer(query);
      this.#options.post(reply, transferablesOf(reply));
    });
  }

  /** Posts what there is, when there is something new and it is time. To be called all the while. */
  tell(): void {
    const { clock, isSaved = false } = this.#options;
    const paidMs = this.#busyMs / (isSaved ? READING_SHARE : PICTURE_SHARE);
    if (clock() < this.#freeMs + Math.min(MOST_BETWEEN_MS, Math.max(LEAST_BETWEEN_MS, paidMs))) return;
    if (this.#hasNews) this.show();
    if (!this.#isJudged && clock() >= this.#verdictDueMs) this.#judge();
  }

  /** Posts what there is, with the verdict as it was last. */
  show(): void {
    this.#hasNews = false;
    this.#busyMs = this.#timeOf(() => this.#options.post(this.#session.snapshot(), []));
    this.#freeMs = this.#options.clock();
  }

  /** All there is, with a verdict on all of it. */
  judged(): RunSnapshot {
    this.#judge();
    return this.#session.snapshot();
  }

  #judge(): void {
    const ms = this.#timeOf(() => (this.#summary = this.#options.summarize()));
    this.#verdictDueMs = this.#options.clock() + ms / VERDICT_SHARE;
    this.#hasNews = true;
    this.#isJudged = true;
  }

  /** ms */
  #timeOf(work: () => void): number {
    const { clock } = this.#options;
    const startMs = clock();
    work();
    return clock() - startMs;
  }
}
