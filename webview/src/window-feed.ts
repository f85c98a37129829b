/** Keeps an answer at hand for what is on screen: asks anew when it does not fit, one query in flight. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { OfRun, WindowAnswer } from '../../trace/src/query.ts';
import type { TimeRange } from './time-range.ts';
import { clampRange, spanOf } from './time-range.ts';

export interface Wanted extends OfRun {
  readonly range: TimeRange;
  /** All that there is: nothing outside is asked for. */
  readonly extent: TimeRange;
  readonly widthPx: number;
  readonly laneIds: readonly number[];
  /** Changes when the trace has changed. */
  readonly version: number;
}

/** How much more than the screen is asked for on each side, so that moving shows no blanks. */
const MARGIN = 0.5;
/** An answer made for a slightly other zoom is drawn as it is. */
const RESOLUTION_TOLERANCE = 0.01;

/** The range with its margins, and how many pixels it has. */
export function paddedQuery({ range, extent, widthPx, laneIds, before }: Wanted): WindowAnswer['query'] {
  const span = spanOf(range);
  const padded = clampRange({ startNs: range.startNs - span * MARGIN, endNs: range.endNs + span * MARGIN }, extent);
  return {
    ...padded,
    widthPx: Math.max(1, Math.round((widthPx * spanOf(padded)) / span)),
    laneIds,
    ...(before && { before }),
  };
}

/** Whether the answer can be drawn for what is wanted without loss. */
export function answerFits({ query }: WindowAnswer, wanted: Wanted): boolean {
  const { range, laneIds, widthPx, before = false } = wanted;
  const wantedNsPerPx = spanOf(range) / widthPx;
  const resolution = spanOf(query) / query.widthPx / wantedNsPerPx;
  const slackNs = wantedNsPerPx;
  return (
    (query.before ?? false) === before &&
    query.startNs <= range.startNs + slackNs &&
    query.endNs >= range.endNs - slackNs &&
    Math.abs(resolution - 1) <= RESOLUTION_TOLERANCE + 1 / query.widthPx &&
    laneIds.every((id) => query.laneIds.includes(id))
  );
}

export class WindowFeed {
  readonly #post: (message: FromPanelMessage) => void;
  readonly #nextId: () => number;
  readonly #onAnswer: () => void;
  #inFlight = -1;
  #askedVersion = -1;
  #answerVersion = -1;
  #answer: WindowAnswer | null = null;

  constructor(post: (message: FromPanelMessage) => void, nextId: () => number, onAnswer: () => void) {
    this.#post = post;
    this.#nextId = nextId;
    this.#onAnswer = onAnswer;
  }

  /** The newest answer; it may be of another range than the one on screen. */
  get answer(): WindowAnswer | null {
    return this.#answer;
  }

  /** Whether a query is on its way. */
  get asking(): boolean {
    return this.#inFlight >= 0;
  }

  want(wanted: Wanted): void {
    if (this.#inFlight >= 0 || wanted.widthPx < 1) return;
    if (this.#answer && this.#answerVersion === wanted.version && answerFits(this.#answer, wanted)) return;
    this.#inFlight = this.#nextId();
    this.#askedVersion = wanted.version;
    this.#post({ type: 'query-window', id: this.#inFlight, query: paddedQuery(wanted) });
  }

  /** Takes the answer if it is to this feed's question. */
  receive(id: number, answer: WindowAnswer): void {
    if (id !== this.#inFlight) return;
    this.#inFlight = -1;
    this.#answer = answer;
    this.#answerVersion = this.#askedVersion;
    this.#onAnswer();
  }

  /** Another run: what was answered is void, and what is in flight will not be taken. */
  reset(): void {
    this.#inFlight = -1;
    this.#answer = null;
    this.#answerVersion = -1;
  }
}
