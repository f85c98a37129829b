/**
 * Roving focus over slices: one real button that lies over the focused slice, so that the browser's focus, a screen
 * reader and the eye agree on where one is.
 */
import type { WindowAnswer } from '../../trace/src/query.ts';
import type { ChartView } from './chart-view.ts';
import { element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import type { Step } from './roving.ts';
import { firstMark, stepFrom } from './roving.ts';
import type { SliceMark } from './slice-mark.ts';
import { spokenMark } from './slice-words.ts';
import { strings } from './strings.ts';

const STEPS: Readonly<Record<string, Step>> = {
  ArrowRight: 'next',
  ArrowLeft: 'previous',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

export interface FocusActions {
  readonly answer: () => WindowAnswer | null;
  readonly focus: (mark: SliceMark) => void;
  readonly leave: () => void;
  readonly open: (mark: SliceMark) => void;
}

export class SliceFocus {
  readonly root: HTMLElement = element('button', {
    type: 'button',
    class: 'slice-focus',
    'aria-describedby': 'slice-help',
  });
  readonly #chart: ChartView;
  readonly #state: PanelState;
  readonly #actions: FocusActions;

  constructor(chart: ChartView, state: PanelState, actions: FocusActions) {
    this.#chart = chart;
    this.#state = state;
    this.#actions = actions;
    this.root.setAttribute('aria-label', strings.noSliceFocused);
    this.root.addEventListener('focus', () => this.#enter());
    this.root.addEventListener('blur', () => actions.leave());
    this.root.addEventListener('click', (event) => {
      // A key's click has no place: the plot below would take it for one beside the slices.
      event.stopPropagation();
      if (state.focused) actions.open(state.focused);
    });
    this.root.addEventListener('keydown', (event) => this.#key(event));
    chart.plot.append(this.root, element('p', { id: 'slice-help', class: 'spoken' }, [strings.sliceHelp]));
    chart.plot.append(element('p', { id: 'chart-help', class: 'spoken' }, [strings.chartHelp]));
    chart.plot.setAttribute('aria-describedby', 'chart-help');
  }

  get hasFocus(): boolean {
    return document.activeElement === this.root;
  }

  #enter(): void {
    const answer = this.#actions.answer();
    if (!answer) return;
    const mark = this.#state.focused ?? firstMark(answer, this.#state.layout, this.#state.range);
    if (mark) this.#actions.focus(mark);
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.#chart.plot.focus();
      return;
    }
    const step = STEPS[event.key];
    const answer = this.#actions.answer();
    if (!step || !answer) return;
    event.preventDefault();
    const { focused, layout, range } = this.#state;
    const mark = focused ? stepFrom(answer, layout, focused, step) : firstMark(answer, layout, range);
    if (mark) this.#actions.focus(mark);
  }

  /** Lays the button over the focused slice. */
  draw(): void {
    const { focused } = this.#state;
    const place = focused && this.#chart.rectangleOf(this.#state, focused);
    const { style } = this.root;
    style.width = `${place?.widthPx ?? 1}px`;
    style.height = `${place?.heightPx ?? 1}px`;
    style.transform = place ? `translate(${place.leftPx}px, ${place.topPx}px)` : '';
    const label = focused
      ? spokenMark(focused, this.#state.laneName(focused.laneId), this.#state.hoveredDetails)
      : strings.noSliceFocused;
    if (this.root.getAttribute('aria-label') !== label) this.root.setAttribute('aria-label', label);
  }
}
