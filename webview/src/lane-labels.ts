/** The names left of the lanes: DOM text that scrolls with them. Headings collapse their group. */
import type { LaneColumns, LaneInfo } from '../../trace/src/query.ts';
import { levelNote } from './draw-levels.ts';
import { button, element, setText } from './element.ts';
import { GROUP_NAMES } from './lane-groups.ts';
import type { LaneGroup, LaneLayout, LanePlace } from './lane-layout.ts';
import { TASK_COLOURS } from './palette.ts';
import type { PanelState } from './panel-state.ts';
import { sharesOf, stateBar, type Share } from './state-shares.ts';
import { fill, strings } from './strings.ts';
import { threadColours } from './thread-colours.ts';
import { formatCount } from './time-format.ts';

export interface LaneActions {
  /** Folds a group away, or unfolds it. */
  readonly toggle: (group: LaneGroup) => void;
  readonly showAll: (group: LaneGroup) => void;
  /** Puts a lane before the others of its group, or back. */
  readonly pin: (laneId: number) => void;
}

export class LaneLabels {
  readonly root: HTMLElement = element('div', { class: 'lane-labels' });
  readonly #actions: LaneActions;
  #layout: LaneLayout | null = null;
  #snapshot: PanelState['snapshot'] = null;
  #key = '';
  /** Of the lanes shown last. */
  threadColours: ReadonlyMap<string, number> = new Map();

  constructor(actions: LaneActions) {
    this.#actions = actions;
  }

  update(state: PanelState): void {
    const { layout, snapshot } = state;
    if (layout === this.#layout && snapshot === this.#snapshot) return;
    this.#layout = layout;
    this.#snapshot = snapshot;
    this.threadColours = threadColours(snapshot?.lanes ?? []);
    const all = [...(snapshot?.summary?.threads ?? []), ...(snapshot?.summaryBefore?.threads ?? [])];
    const threads = new Map(all.map((thread) => [thread.name, thread]));
    const shares = layout.places.map(({ lane }) => {
      const thread = threads.get(lane.name);
      return thread ? sharesOf(thread, thread.lifetimeMs) : [];
    });
    const key = JSON.stringify([layout, shares, [...state.collapsed], state.order.version]);
    if (key === this.#key) return;
    this.#key = key;
    const focusedGroup = this.#focusedGroup();
    this.root.style.height = `${layout.heightPx}px`;
    this.root.replaceChildren(
      ...layout.headings.map((heading) => this.#heading(heading, state)),
      ...layout.places.map((place, index) => this.#label(place, shares[index] ?? [], state)),
      ...layout.more.map((more) => this.#more(more)),
    );
    this.root.querySelector<HTMLElement>(`[data-group="${focusedGroup}"]`)?.focus();
  }

  /** Says beside shared objects what their areas come to. */
  note(lanes: readonly LaneColumns[]): void {
    for (const columns of lanes) {
      const note = columns.levels && this.root.querySelector<HTMLElement>(`[data-note="${columns.laneId}"]`);
      if (note) setText(note, levelNote(columns));
    }
  }

  #focusedGroup(): string {
    const { activeElement } = document;
    return activeElement instanceof HTMLElement && this.root.contains(activeElement)
      ? (activeElement.dataset['group'] ?? '')
      : '';
  }

  #heading({ group, topPx, count }: LaneLayout['headings'][number], { collapsed }: PanelState): HTMLElement {
    const toggle = element('button', { type: 'button', class: 'group-toggle', 'data-group': group }, [
      element('span', { class: 'twist', 'aria-hidden': 'true' }),
      GROUP_NAMES[group],
      element('span', { class: 'group-count' }, [String(count)]),
    ]);
    toggle.setAttribute('aria-expanded', String(!collapsed.has(group)));
    toggle.addEventListener('click', () => this.#actions.toggle(group));
    const row = element('div', { class: 'group-heading' }, [toggle]);
    row.style.transform = `translateY(${topPx}px)`;
    return row;
  }

  #more({ group, topPx, hidden }: LaneLayout['more'][number]): HTMLElement {
    const text = fill(strings.showAll, { count: formatCount(hidden) });
    const row = element('div', { class: 'group-heading' }, [
      button(text, 'text-button show-all', () => this.#actions.showAll(group)),
    ]);
    row.style.transform = `translateY(${topPx}px)`;
    return row;
  }

  #label({ lane, topPx, heightPx }: LanePlace, shares: readonly Share[], { order }: PanelState): HTMLElement {
    const name = element('span', { class: 'lane-name', title: titleOf(lane) }, [lane.name]);
    const note = lane.kind === 'object' ? [element('span', { class: 'lane-note', 'data-note': String(lane.id) })] : [];
    const row = element('div', { class: 'lane-label', 'data-kind': lane.kind }, [
      name,
      ...note,
      ...(shares.length > 0 ? [stateBar(shares)] : []),
      this.#pin(lane, order.isPinned(lane.id)),
    ]);
    row.style.transform = `translateY(${topPx}px)`;
    row.style.height = `${heightPx}px`;
    row.style.setProperty('--thread', `var(--task-${((this.threadColours.get(lane.name) ?? 0) % TASK_COLOURS) + 1})`);
    return row;
  }

  /** Out of the way of Tab, as there are many: P pins the lane of the slice that has the focus. */
  #pin(lane: LaneInfo, isPinned: boolean): HTMLElement {
    const pin = button('★', 'pin', () => this.#actions.pin(lane.id));
    pin.setAttribute('aria-label', fill(strings.pin, { lane: lane.name }));
    pin.setAttribute('aria-pressed', String(isPinned));
    pin.tabIndex = -1;
    return pin;
  }
}

function titleOf(lane: LaneInfo): string {
  return lane.role ? `${lane.name} (${strings.roles[lane.role]})` : lane.name;
}
