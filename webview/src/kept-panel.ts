/** What of the panel is kept over hiding, reloading and restarting, and how it comes back. */
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { LANE_GROUPS } from './lane-layout.ts';
import type { PanelState } from './panel-state.ts';
import { clampRange, type TimeRange } from './time-range.ts';
import type { KeptState, PanelTransport } from './transport.ts';

export class KeptPanel {
  readonly #transport: PanelTransport;
  #written = '';
  #isRestored = false;
  /** Title of a run beside which the run before was chosen, as long as that is not known: a comparison comes after the picture. */
  #awaitsBefore: string | undefined;

  constructor(transport: PanelTransport) {
    this.#transport = transport;
  }

  get isRestored(): boolean {
    return this.#isRestored;
  }

  /** The first snapshot with something in it after the page was made: what was kept of the same run comes back. */
  restore(state: PanelState, snapshot: RunSnapshot): void {
    const kept = this.#transport.kept();
    state.range = state.extent;
    this.#isRestored = snapshot.endNs > 0;
    if (!this.#isRestored || kept?.title !== snapshot.title) return;
    for (const group of LANE_GROUPS) {
      if (kept.collapsed.includes(group)) state.collapsed.add(group);
      else state.collapsed.delete(group);
    }
    state.order.restore(kept.lanes);
    if (kept.picked) state.picked = kept.picked;
    if (kept.ofBefore) this.#awaitsBefore = kept.title;
    this.renew(state, snapshot);
    if (kept.follow) return;
    state.follow = false;
    state.range = clampRange(kept, state.extent);
  }

  /** Each snapshot: what was kept of what there was not before comes back. */
  renew(state: PanelState, { comparison, title }: RunSnapshot): void {
    if (this.#awaitsBefore !== title || comparison === undefined) return;
    this.#awaitsBefore = undefined;
    state.ofBefore = true;
  }

  /** Writes down what is shown, where it has come to rest at `target`. */
  write(state: PanelState, target: TimeRange): void {
    const { snapshot, follow, collapsed, picked, order, ofBefore } = state;
    if (!snapshot || !this.#isRestored) return;
    const kept: KeptState = {
      ...target,
      follow,
      collapsed: [...collapsed],
      title: snapshot.title,
      picked,
      ofBefore: ofBefore || this.#awaitsBefore === snapshot.title,
      lanes: order.kept(),
    };
    const text = JSON.stringify(kept);
    if (text === this.#written) return;
    this.#written = text;
    this.#transport.keep(kept);
  }
}
