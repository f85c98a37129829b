/** All that the panel asks of whoever holds the trace, and where each answer goes. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { PanelReply } from '../../trace/src/panel-session.ts';
import type { FlameGraph, FlameQuery } from '../../trace/src/flame-graph.ts';
import type { PathStretch } from '../../trace/src/query.ts';
import type { FiguresQuery, RangeFigures } from '../../trace/src/range-figures.ts';
import { DetailsFeed } from './details-feed.ts';
import { LatestAnswer } from './latest-answer.ts';
import { RangeFeed } from './range-feed.ts';
import { WindowFeed } from './window-feed.ts';

export class PanelQuestions {
  readonly windows: WindowFeed;
  readonly overviews: WindowFeed;
  readonly details: DetailsFeed;
  readonly figures: RangeFeed<FiguresQuery, RangeFigures>;
  readonly flame: RangeFeed<FlameQuery, FlameGraph>;
  readonly path: LatestAnswer<void, readonly PathStretch[]>;
  #lastId = 0;

  /** `changed`: an answer has come that is to be drawn. */
  constructor(post: (message: FromPanelMessage) => void, changed: () => void) {
    this.windows = new WindowFeed(post, this.nextId, changed);
    this.overviews = new WindowFeed(post, this.nextId, changed);
    this.details = new DetailsFeed(post, this.nextId);
    this.figures = new RangeFeed(this.nextId, (id, range) => post({ type: 'query-figures', id, range }), changed);
    this.flame = new RangeFeed(this.nextId, (id, query) => post({ type: 'query-flame', id, query }), changed);
    this.path = new LatestAnswer(this.nextId, (id) => post({ type: 'query-path', id }));
  }

  readonly nextId = (): number => ++this.#lastId;

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
