/**
 * What the instrument sees of a thread whose life is known, in the way that Linux tells it: in rounds, CPU time only up to
 * the last tick, a wait for a core only when it is over, the place only at the moment of the look.
 */
import type { Row } from '../../../trace/src/row-batch.ts';
import { RowKind, SleepPlace, sampleObject } from '../../../trace/src/vocabulary.ts';
import type { Random } from './random.ts';

const MS = 1e6;
const TICK_MS = 4;

/** `runs`: on a core; `queued`: waits for one; `sleeps`: in its event loop; `blocked`: asleep in another call. */
export type Doing = 'runs' | 'queued' | 'sleeps' | 'blocked';

/** What a thread does from `fromMs` on. */
export interface Deed {
  readonly fromMs: number;
  readonly toMs: number;
  readonly doing: Doing;
}

/** Times of the rounds in which all threads are looked at: every 10 to 100 ms, as a busy machine lets it. */
export function drawRounds(random: Random, endMs: number, longestMs: number): number[] {
  const rounds: number[] = [];
  for (let time = 0; time < endMs;) {
    time += random.between(10, random.below(8) === 0 ? longestMs : 12);
    rounds.push(Math.min(time, endMs));
  }
  return rounds;
}

/** One thread as a sampler sees it: `deeds` follow each other without a gap. */
export class SampledThread {
  readonly #deeds: readonly Deed[];
  readonly #rows: Row[] = [];
  readonly #thread: number;
  #atMs: number;
  #runMs = 0;
  #queueMs = 0;
  #place: SleepPlace = SleepPlace.awake;

  constructor(thread: number, deeds: readonly Deed[]) {
    this.#thread = thread;
    this.#deeds = deeds;
    this.#atMs = deeds[0]?.fromMs ?? 0;
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  /** A round; the figures are read `lateMs` after the clock. */
  look(nowMs: number, lateMs: number): void {
    const [runMs, queueMs] = this.#accounted(nowMs + lateMs);
    const [ran, queued] = [runMs - this.#runMs, queueMs - this.#queueMs];
    const periodMs = nowMs - this.#atMs;
    if (periodMs <= 0) return;
    this.#atMs = nowMs;
    const moved = ran > 0 || queued > 0;
    if (!moved && this.#place !== SleepPlace.awake) return;
    this.#place = ran + queued >= periodMs ? SleepPlace.awake : this.#placeAt(nowMs + lateMs);
    if (!moved && this.#place === SleepPlace.awake) return;
    this.#write(nowMs, periodMs, ran, queued);
  }

  /** The thread's own look at itself, when its work begins and ends. */
  note(nowMs: number): void {
    const [runMs, queueMs] = this.#accounted(nowMs);
    const periodMs = nowMs - this.#atMs;
    if (periodMs <= 0) return;
    this.#atMs = nowMs;
    this.#place = SleepPlace.awake;
    this.#write(nowMs, periodMs, Math.max(0, runMs - this.#runMs), Math.max(0, queueMs - this.#queueMs));
  }

  #write(nowMs: number, periodMs: number, ran: number, queued: number): void {
    this.#runMs += ran;
    this.#queueMs += queued;
    this.#rows.push({
      kind: RowKind.sample,
      thread: this.#thread,
      time: nowMs * MS,
      duration: ran * MS,
      value: queued * MS,
      object: sampleObject(this.#thread % 2, this.#place),
      site: Math.round(periodMs * 1000),
    });
  }

  /** Run time up to the last tick of who is on a core now, and the waits for a core that are over. */
  #accounted(nowMs: number): [runMs: number, queueMs: number] {
    let run = 0;
    let queue = 0;
    for (const { fromMs, toMs, doing } of this.#deeds) {
      if (fromMs >= nowMs) break;
      const isOver = toMs <= nowMs;
      if (doing === 'queued' && isOver) queue += toMs - fromMs;
      if (doing !== 'runs') continue;
      const lastTickMs = Math.max(fromMs, Math.floor(nowMs / TICK_MS) * TICK_MS);
      run += (isOver ? toMs : lastTickMs) - fromMs;
    }
    return [run, queue];
  }

  #placeAt(nowMs: number): SleepPlace {
    const doing = this.#deeds.find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs)?.doing;
    if (doing === 'sleeps') return SleepPlace.eventLoop;
    return doing === 'blocked' ? SleepPlace.blocked : SleepPlace.awake;
  }
}
