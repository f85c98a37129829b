/** The names left of the lanes: DOM text that scrolls with them. Headings collapse their group. */
import type { LaneColumns, LaneInfo, ThreadState, WaitReason } from '../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../trace/src/query.ts';
import type { ThreadSummary } from '../../trace/src/summary.ts';
import { levelNote } from './draw-levels.ts';
import { element, setText } from './element.ts';
import type { LaneGroup, LaneLayout, LanePlace } from './lane-layout.ts';
import { colourVariable } from './palette.ts';
import type { PanelState } from './panel-state.ts';
import { stateWords } from './slice-words.ts';
import { strings } from './strings.ts';
import { formatShare } from './time-format.ts';

const GROUP_NAMES: Readonly<Record<LaneGroup, string>> = {
  threads: strings.groupThreads,
  locks: strings.groupLocks,
  queues: strings.groupQueues,
  cores: strings.groupCores,
  own: strings.groupOwn,
  helpers: strings.groupHelpers,
};

export class LaneLabels {
  readonly root: HTMLElement = element('div', { class: 'lane-labels' });
  readonly #onToggle: (group: LaneGroup) => void;
  #layout: LaneLayout | null = null;
  #snapshot: PanelState['snapshot'] = null;
  #key = '';

  constructor(onToggle: (group: LaneGroup) => void) {
    this.#onToggle = onToggle;
  }

  update(state: PanelState): void {
    const { layout, snapshot } = state;
    if (layout === this.#layout && snapshot === this.#snapshot) return;
    this.#layout = layout;
    this.#snapshot = snapshot;
    const threads = new Map(snapshot?.summary?.threads.map((thread) => [thread.name, thread]));
    const shares = layout.places.map(({ lane }) => sharesOf(threads.get(lane.name)));
    const key = JSON.stringify([layout, shares, [...state.collapsed]]);
    if (key === this.#key) return;
    this.#key = key;
    const focusedGroup = this.#focusedGroup();
    this.root.style.height = `${layout.heightPx}px`;
    this.root.replaceChildren(
      ...layout.headings.map((heading) => this.#heading(heading, state)),
      ...layout.places.map((place, index) => label(place, shares[index] ?? [])),
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
    toggle.addEventListener('click', () => this.#onToggle(group));
    const row = element('div', { class: 'group-heading' }, [toggle]);
    row.style.transform = `translateY(${topPx}px)`;
    return row;
  }
}

interface StateTime {
  readonly state: ThreadState;
  readonly reason?: WaitReason;
  readonly ms: number;
}

interface Share {
  readonly variable: string;
  readonly words: string;
  readonly share: number;
}

/** How the thread's life divides into states, waiting by reason, as whole percents. */
function sharesOf(thread: ThreadSummary | undefined): Share[] {
  if (!thread || thread.lifetimeMs <= 0) return [];
  const { states, waits, lifetimeMs } = thread;
  const reasons = WAIT_REASONS.map((reason) => ({ state: 'waiting' as const, reason, ms: waits[reason] ?? 0 }));
  const known = reasons.reduce((sum, { ms }) => sum + ms, 0);
  return THREAD_STATES.flatMap((state): readonly StateTime[] =>
    state === 'waiting' ? [...reasons, { state, ms: states.waiting - known }] : [{ state, ms: states[state] }],
  )
    .map(({ state, reason, ms }) => ({
      variable: colourVariable(state, reason),
      words: stateWords({ state, reason }),
      share: Math.round((ms / lifetimeMs) * 100) / 100,
    }))
    .filter(({ share }) => share > 0);
}

function stateBar(shares: readonly Share[]): HTMLElement {
  const words = shares.map((part) => `${part.words} ${formatShare(part.share)}`).join(', ');
  const bar = element('span', { class: 'state-bar', role: 'img', 'aria-label': words, title: words });
  for (const { variable, share } of shares) {
    const part = element('span', {});
    part.style.flexGrow = String(share);
    part.style.backgroundColor = `var(${variable})`;
    bar.append(part);
  }
  return bar;
}

function titleOf(lane: LaneInfo): string {
  return lane.role ? `${lane.name} (${strings.roles[lane.role]})` : lane.name;
}

function label({ lane, topPx, heightPx }: LanePlace, shares: readonly Share[]): HTMLElement {
  const name = element('span', { class: 'lane-name', title: titleOf(lane) }, [lane.name]);
  const note = lane.kind === 'object' ? [element('span', { class: 'lane-note', 'data-note': String(lane.id) })] : [];
  const row = element('div', { class: 'lane-label', 'data-kind': lane.kind }, [
    name,
    ...note,
    ...(shares.length > 0 ? [stateBar(shares)] : []),
  ]);
  row.style.transform = `translateY(${topPx}px)`;
  row.style.height = `${heightPx}px`;
  return row;
}
