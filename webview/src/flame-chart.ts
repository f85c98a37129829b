/** The frames of a flame chart, callers above what they call: buttons, so that they have a focus and a name. */
import type { FlameFrame, FlameGraph } from '../../trace/src/flame-graph.ts';
import { button, element } from './element.ts';
import { frameBeside, framePlaces, type FramePlace } from './flame-layout.ts';
import { colourVariable, TASK_COLOURS, type Palette } from './palette.ts';
import type { OpenSource } from './source-link.ts';
import { fill } from './strings.ts';
import { tableStrings } from './table-strings.ts';
import { formatDuration, formatShare } from './time-format.ts';

const ROW_PX = 22;
const NO_FRAME = -1;

export interface FlameChartActions {
  readonly openSource: OpenSource;
  /** The number of a function's colour, as in the chart. */
  readonly colourOf: (name: string) => number;
  /** The frame that has the focus is another one. */
  readonly current: (frame: FlameFrame) => void;
}

export class FlameChart {
  readonly root: HTMLElement = element('div', {
    class: 'flame-chart',
    role: 'group',
    'aria-label': tableStrings.flame,
  });
  readonly #actions: FlameChartActions;
  #graph: FlameGraph | null = null;
  #palette: Palette | null = null;
  #places: FramePlace[] = [];
  #zoomed = NO_FRAME;
  #focused = 0;

  constructor(actions: FlameChartActions) {
    this.#actions = actions;
    this.root.addEventListener('keydown', (event) => this.#key(event));
    this.root.addEventListener('dblclick', ({ target }) => this.#zoomTo(indexOf(target)));
  }

  show(graph: FlameGraph, palette: Palette): void {
    const before = this.#graph;
    const isStill = (index: number): boolean => isSame(before?.frames[index], graph.frames[index]);
    this.#graph = graph;
    this.#palette = palette;
    if (!isStill(this.#zoomed)) this.#zoomed = NO_FRAME;
    if (!isStill(this.#focused)) this.#focused = 0;
    this.#draw();
  }

  #draw(): void {
    const graph = this.#graph;
    if (!graph) return;
    const hadFocus = this.root.contains(document.activeElement);
    this.#places = framePlaces(graph, this.#zoomed);
    const depth = this.#places.reduce((most, { index }) => Math.max(most, graph.frames[index]!.depth), 0);
    const all = element('div', { class: 'flame-frames' });
    all.style.height = `${(depth + 1) * ROW_PX}px`;
    all.append(...this.#places.map((place) => this.#frameNode(graph, place)));
    const whole = button(tableStrings.flameWhole, 'text-button flame-whole', () => this.#zoomTo(NO_FRAME));
    this.root.replaceChildren(...(this.#zoomed === NO_FRAME ? [] : [whole]), all);
    if (hadFocus) this.#nodeOf(this.#focused)?.focus();
  }

  #frameNode(graph: FlameGraph, { index, left, width }: FramePlace): HTMLElement {
    const frame = graph.frames[index]!;
    const name = frameName(frame);
    const node = button('', 'flame-frame', () => {
      if (frame.location) this.#actions.openSource(frame.location);
    });
    node.append(element('span', { class: 'flame-name' }, [name]));
    const words = frameWords(frame, graph.totalNs);
    node.setAttribute('aria-label', words);
    node.title = words;
    node.dataset['frame'] = String(index);
    node.tabIndex = index === this.#focused ? 0 : -1;
    node.style.left = `${left * 100}%`;
    node.style.width = `${width * 100}%`;
    node.style.top = `${frame.depth * ROW_PX}px`;
    this.#paint(node, frame);
    node.addEventListener('focus', () => {
      this.#setFocused(index);
      this.#actions.current(frame);
    });
    return node;
  }

  /** In high contrast the names alone tell frames apart. */
  #paint(node: HTMLElement, frame: FlameFrame): void {
    const palette = this.#palette;
    if (palette === null || palette.highContrast) return;
    if (frame.state) {
      node.style.background = `var(${colourVariable(frame.state, frame.reason)})`;
      node.style.color = palette.inkOn(palette.state(frame.state, frame.reason));
    } else if (frame.location) {
      const tone = this.#actions.colourOf(frame.name) % TASK_COLOURS;
      node.style.background = `var(--task-${tone + 1})`;
      node.style.color = palette.inkOn(palette.task(tone));
    }
  }

  #key(event: KeyboardEvent): void {
    const graph = this.#graph;
    const from = indexOf(event.target);
    if (!graph || from === NO_FRAME || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'z' || event.key === 'Z') this.#zoomTo(from);
    else if (event.key === 'Escape' && this.#zoomed !== NO_FRAME) this.#zoomTo(NO_FRAME);
    else if (event.key.startsWith('Arrow')) this.#nodeOf(frameBeside(graph, this.#places, from, event.key))?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #zoomTo(index: number): void {
    const isOut = index === NO_FRAME && this.#zoomed === NO_FRAME;
    if (isOut) return;
    if (index !== NO_FRAME) this.#focused = index;
    this.#zoomed = index;
    this.#draw();
  }

  #setFocused(index: number): void {
    this.#nodeOf(this.#focused)?.setAttribute('tabindex', '-1');
    this.#focused = index;
    this.#nodeOf(index)?.setAttribute('tabindex', '0');
  }

  #nodeOf(index: number): HTMLElement | null {
    return this.root.querySelector(`[data-frame="${index}"]`);
  }
}

/** What a frame is called; functions may have no name. */
export function frameName({ name }: Pick<FlameFrame, 'name'>): string {
  return name === '' ? tableStrings.anonymous : name;
}

/** Whether a frame of a live run has only grown. */
function isSame(before: FlameFrame | undefined, now: FlameFrame | undefined): boolean {
  return before !== undefined && before.name === now?.name && before.depth === now.depth;
}

/** A frame in one sentence. */
export function frameWords(frame: FlameFrame, wholeNs: number): string {
  return fill(tableStrings.frame, {
    name: frameName(frame),
    total: formatDuration(frame.totalNs),
    share: formatShare(wholeNs > 0 ? frame.totalNs / wholeNs : 0),
    self: formatDuration(frame.selfNs),
  });
}

function indexOf(target: EventTarget | null): number {
  const own = target instanceof HTMLElement ? target.dataset['frame'] : undefined;
  return own === undefined ? NO_FRAME : Number(own);
}
