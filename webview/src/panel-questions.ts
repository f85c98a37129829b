/** All that the panel asks of whoever holds the trace, and where each answer goes. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { PanelReply } from '../../trace/src/panel-session.ts';
import type { PathStretch } from '../../trace/src/query.ts';
import { DetailsFeed } from './details-feed.ts';
import { FiguresFeed } from './figures-feed.ts';
import { LatestAnswer } from './latest-answer.ts';
import { WindowFeed } from './window-feed.ts';

export class PanelQuestions {
  readonly windows: WindowFeed;
  readonly overviews: WindowFeed;
  readonly details: DetailsFeed;
  readonly figures: FiguresFeed;
  readonly path: LatestAnswer<void, readonly PathStretch[]>;
  #lastId = 0;

  /** `changed`: an answer has come that is to be drawn. */
  constructor(post: (message: FromPanelMessage) => void, changed: () => void) {
    this.windows = new WindowFeed(post, this.nextId, changed);
    this.overviews = new WindowFeed(post, this.nextId, changed);
    this.details = new DetailsFeed(post, this.nextId);
    this.figures = new FiguresFeed(post, this.nextId, changed);
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
      case 'path':
        this.path.receive(reply.id, reply.path);
        break;
      default:
    }
  }

  /** Another run. */
  reset(): void {
    for (const feed of [this.windows, this.overviews, this.details, this.figures, this.path]) feed.reset();
  }
}
