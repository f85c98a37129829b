/** The selected slice: what is known of it, its flows, and going along them. */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { Flow, KindHistogram, SliceFlows, SliceRef } from '../../trace/src/query.ts';
import type { DetailsFeed } from './details-feed.ts';
import type { PanelState } from './panel-state.ts';
import type { SliceMark } from './slice-mark.ts';
import { sameMark } from './slice-mark.ts';
import type { TimeRange } from './time-range.ts';

export interface SelectionActions {
  readonly post: (message: FromPanelMessage) => void;
  readonly nextId: () => number;
  /** The slice that a mark lies in; null where none is known. */
  readonly around: (mark: SliceMark) => SliceMark | null;
  /** Something has changed that is to be drawn. */
  readonly changed: () => void;
  /** Fills the chart with a range. */
  readonly show: (range: TimeRange) => void;
  /** Gives a slice the keyboard's focus, and brings it into view. */
  readonly focus: (mark: SliceMark) => void;
  /** Brings a moment of a lane into view. */
  readonly reveal: (laneId: number, timeNs: number) => void;
}

export class Selection {
  readonly #state: PanelState;
  readonly #details: DetailsFeed;
  readonly #actions: SelectionActions;
  /** Of the newest questions for flows, and for what its kind takes. */
  #flowsId = 0;
  #kindId = 0;

  constructor(state: PanelState, details: DetailsFeed, actions: SelectionActions) {
    this.#state = state;
    this.#details = details;
    this.#actions = actions;
  }

  clear(): void {
    this.#select(null);
  }

  /**
   * Selects a slice and opens its source; a mark of several is zoomed into. What sampling saw of a task has no line of its
   * own: it leads to the task.
   */
  open(mark: SliceMark | null): void {
    if (mark && mark.merged > 1) {
      this.#actions.show(mark);
      return;
    }
    const slice = mark && mark.slice < 0 ? (this.#actions.around(mark) ?? mark) : mark;
    this.#select(slice);
    if (slice) this.#askDetails(slice, { openSource: true });
  }

  /** Goes to the other end of a flow, and selects the slice there. */
  follow({ there }: Flow): void {
    if (!there.slice) {
      this.#actions.reveal(there.laneId, there.timeNs);
      return;
    }
    this.goTo(there.slice);
  }

  /** Selects a slice, and gives it the keyboard's focus. */
  goTo(slice: SliceRef): void {
    this.#actions.focus(this.mark(slice));
  }

  /** Selects a slice, wherever the focus is. */
  mark({ id, title, waitReason, ...slice }: SliceRef): SliceMark {
    const mark = { ...slice, reason: waitReason, name: title, slice: id, merged: 1 };
    this.#select(mark);
    this.#askDetails(mark, { openSource: false });
    return mark;
  }

  /** Selects a mark of the chart, and gives it the keyboard's focus. */
  select(mark: SliceMark): void {
    this.#select(mark);
    this.#askDetails(mark, { openSource: false });
    this.#actions.focus(mark);
  }

  /** The trace has grown: what was open may have come to its end, and led to something. */
  refresh(): void {
    const { selected, selectedDetails } = this.#state;
    if (!selected) return;
    this.#askFlows(selected);
    if (selectedDetails?.open) this.#askDetails(selected, { openSource: false });
  }

  receive(id: number, flows: SliceFlows | null): void {
    if (id === this.#flowsId) this.#state.selectedFlows = flows;
  }

  receiveKind(id: number, histogram: KindHistogram | null): void {
    if (id === this.#kindId) this.#state.selectedKind = histogram;
  }

  #select(mark: SliceMark | null): void {
    this.#state.selected = mark;
    this.#state.selectedDetails = null;
    this.#state.selectedFlows = null;
    this.#state.selectedKind = null;
    this.#flowsId = this.#kindId = 0;
    if (mark) {
      this.#askFlows(mark);
      this.#askKind(mark);
    }
    this.#actions.changed();
  }

  #askDetails(mark: SliceMark, { openSource }: { readonly openSource: boolean }): void {
    this.#details.request(mark, (details) => {
      if (openSource && details?.location) this.#actions.post({ type: 'open-source', location: details.location });
      if (sameMark(mark, this.#state.selected)) this.#state.selectedDetails = details;
      this.#actions.changed();
    });
  }

  #askFlows(mark: SliceMark): void {
    if (mark.slice < 0) return;
    this.#flowsId = this.#actions.nextId();
    this.#actions.post({ type: 'query-flows', id: this.#flowsId, laneId: mark.laneId, slice: mark.slice });
  }

  #askKind({ laneId, slice }: SliceMark): void {
    if (slice < 0) return;
    this.#kindId = this.#actions.nextId();
    this.#actions.post({ type: 'query-kind', id: this.#kindId, laneId, slice });
  }
}
