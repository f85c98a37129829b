import type { ThreadState, WaitReason } from '../../trace/src/query.ts';
import { element } from './element.ts';
import type { Fill, Palette } from './palette.ts';
import { stateWords } from './slice-words.ts';
import { strings } from './strings.ts';

/** States in the order of what one looks for first. */
const ENTRIES: readonly { readonly state: ThreadState; readonly reason?: WaitReason }[] = [
  { state: 'running' },
  { state: 'waiting', reason: 'lock' },
  { state: 'waiting', reason: 'get' },
  { state: 'waiting', reason: 'put' },
  { state: 'waiting', reason: 'join' },
  { state: 'waiting', reason: 'result' },
  { state: 'waiting', reason: 'blocked' },
  { state: 'runQueue' },
  { state: 'awaiting' },
  { state: 'serializing' },
  { state: 'gc' },
  { state: 'starting' },
  { state: 'idle' },
  { state: 'unknown' },
];

const USES = [
  ['program', strings.program],
  ['others', strings.others],
  ['instrument', strings.instrument],
] as const;

const SWATCH_PX = { width: 18, height: 11 };

/** What the colours and patterns mean, drawn with the fills of the chart. */
export class LegendView {
  readonly root: HTMLElement;
  readonly #swatches: { readonly canvas: HTMLCanvasElement; readonly fill: (palette: Palette) => Fill }[] = [];

  constructor() {
    const states = ENTRIES.map(({ state, reason }) =>
      this.#entry(stateWords({ state, reason }), (palette) => palette.state(state, reason)),
    );
    const uses = USES.map(([use, words]) => this.#entry(words, (palette) => palette[use]));
    this.root = element('div', { class: 'legend' }, [
      element('h3', {}, [strings.groupThreads]),
      element('ul', {}, states),
      element('p', { class: 'menu-note' }, [strings.legendTasks]),
      element('p', { class: 'menu-note' }, [strings.legendThreads]),
      element('h3', {}, [strings.coresInUse]),
      element('ul', {}, uses),
    ]);
  }

  /** In the colours of the theme that is there. */
  draw(palette: Palette): void {
    const ratio = devicePixelRatio;
    for (const { canvas, fill } of this.#swatches) {
      canvas.width = SWATCH_PX.width * ratio;
      canvas.height = SWATCH_PX.height * ratio;
      const context = canvas.getContext('2d');
      if (!context) continue;
      context.scale(ratio, ratio);
      context.fillStyle = fill(palette);
      context.fillRect(0, 0, SWATCH_PX.width, SWATCH_PX.height);
    }
  }

  #entry(words: string, fill: (palette: Palette) => Fill): HTMLElement {
    const canvas = element('canvas', { class: 'swatch', 'aria-hidden': 'true' });
    this.#swatches.push({ canvas, fill });
    return element('li', {}, [canvas, words]);
  }
}
