/** All that the panel asks of whoever holds the trace, and where each answer goes. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { PanelReply } from '../../trace/src/panel-session.ts';
import type { FlameGraph, FlameQuery } from '../../trace/src/flame-graph.ts';
import type { OfRun, PathStretch } from '../../trace/src/query.ts';
import type { FiguresQuery, RangeFigures } from '../../trace/src/range-figures.ts';
import { DetailsFeed } from './details-feed.ts';
import { LatestAnswer } from './latest-answer.ts';
import type { PanelState } from './panel-state.ts';
import { RangeFeed } from './range-feed.ts';
import { WindowFeed } from './window-feed.ts';

/** What is on screen, as far as it decides what is asked. */
export interface OnScreen {
  readonly widthPx: number;
  readonly laneIds: readonly number[];
  /** Whether the tables are open. */
  readonly tables: boolean;
  /** What the flame chart shows; null while it is closed. */
  readonly flame: FlameQuery | null;
}

export class PanelQuestions {
  readonly windows: WindowFeed;
  readonly overviews: WindowFeed;
  readonly details: DetailsFeed;
  readonly figures: RangeFeed<FiguresQuery, RangeFigures>;
  readonly flame: RangeFeed<FlameQuery, FlameGraph>;
  readonly path: LatestAnswer<OfRun, readonly PathStretch[]>;
  readonly #changed: () => void;
  #lastId = 0;

  /** `changed`: an answer has come that is to be drawn. */
  constructor(post: (message: FromPanelMessage) => void, changed: () => void) {
    this.#changed = changed;
    this.windows = new WindowFeed(post, this.nextId, changed);
    this.overviews = new WindowFeed(post, this.nextId, changed);
    this.details = new DetailsFeed(post, this.nextId);
    this.figures = new RangeFeed(this.nextId, (id, range) => post({ type: 'query-figures', id, range }), changed);
    this.flame = new RangeFeed(this.nextId, (id, query) => post({ type: 'query-flame', id, query }), changed);
    this.path = new LatestAnswer(this.nextId, (id, of) => post({ type: 'query-path', id, ...of }));
  }

  readonly nextId = (): number => ++this.#lastId;

  /** Asks what is not known yet of what is on screen. */
  ask(
    { snapshot, range, extent, endNs, picked, ofBefore }: PanelState,
    { widthPx, laneIds, tables, flame }: OnScreen,
  ): void {
    if (!snapshot || endNs <= 0) return;
    const version = endNs + snapshot.lanes.length;
    this.windows.want({ range, extent, widthPx, laneIds, version, before: ofBefore });
    this.overviews.want({ range: extent, extent, widthPx, laneIds: [], version, before: ofBefore });
    const { startNs, endNs: untilNs } = picked ?? extent;
    if (picked || tables) this.figures.want({ startNs, endNs: untilNs, before: ofBefore }, version);
    if (flame) this.flame.want(flame, version);
  }

  /** Shows the critical path, when it is known, or hides it. */
  togglePath(state: PanelState): void {
    if (state.path) this.#showPath(state, null);
    else this.#askPath(state);
  }

  /** Of two runs: all that speaks of one speaks of the run before, or of the later one again. Gives that one's verdict. */
  speakOf(state: PanelState, isBefore: boolean): string {
    state.ofBefore = isBefore;
    if (state.path || this.path.asking) this.#askPath(state);
    this.#changed();
    return state.summary?.verdict ?? '';
  }

  #askPath(state: PanelState): void {
    const before = state.ofBefore;
    this.path.ask({ before }, (path) => {
      // The other run may have been chosen meanwhile, whose path is asked next.
      if (state.ofBefore === before) this.#showPath(state, path);
    });
  }

  #showPath(state: PanelState, path: readonly PathStretch[] | null): void {
    state.path = path;
    this.#changed();
  }

  /** The newest that are known of the run that is spoken of. */
  figuresOf({ ofBefore }: PanelState): RangeFigures | null {
    const { answer } = this.figures;
    return (answer?.query.before ?? false) === ofBefore ? answer : null;
  }

  /** Takes a reply that is to one of these; others are of the selection and the search. */
  receive(reply: PanelReply): void {
    switch (reply.type) {
      case 'window':
        this.windows.receive(reply.id, reply.answer);
        this.overviews.receive(reply.id, reply.answer);
        break;
      case 'details':
        this.details.receive(reply.id, reply.details);
        break;
      case 'figures':
        this.figures.receive(reply.id, reply.figures);
        break;
      case 'flame':
        this.flame.receive(reply.id, reply.flame);
        break;
      case 'path':
        this.path.receive(reply.id, reply.path);
        break;
      default:
    }
  }

  /** Another run. */
  reset(): void {
    const { windows, overviews, details, figures, flame, path } = this;
    for (const feed of [windows, overviews, details, figures, flame, path]) feed.reset();
  }
}
