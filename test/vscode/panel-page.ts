/** The panel as a person sees it, inside the workbench: its words, its lanes, and the pixels of its canvas. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { FrameLocator, Locator } from 'playwright-core';
import { ROW_PX } from '../../webview/src/lane-layout.ts';
import { until } from '../until.ts';

declare global {
  interface Window {
    axe: { run(context: Document): Promise<AxeResults> };
  }
}

/** A row of a lane: the strip of states on top, or the deepest row of slices in which what is wanted is drawn. */
export type LaneRow = 'states' | 'deepest';

export interface LanePixels {
  /** Distances from the left edge of the plot at which a slice is drawn, device-independent pixels. */
  readonly filledPx: readonly number[];
  readonly widthPx: number;
  /** Middle of the row, from the top of the plot. */
  readonly middlePx: number;
}

interface WantedPixels {
  readonly lane: string;
  readonly row: LaneRow;
  /** Height of a row of slices. */
  readonly rowPx: number;
  /** CSS variable of the colour. Default: any but the background. */
  readonly colour?: string;
}

export class PanelPage {
  readonly #frame: FrameLocator;

  constructor(frame: FrameLocator) {
    this.#frame = frame;
  }

  /** What the run is at: `Running`, `Ended with exit code 0` … */
  get phase(): Locator {
    return this.#frame.locator('.phase-text');
  }

  get verdict(): Locator {
    return this.#frame.locator('.verdict');
  }

  /** What two runs come to. */
  get comparison(): Locator {
    return this.#frame.locator('.comparison');
  }

  /** The choice that lets the panel speak of the earlier one of two runs. */
  get runBefore(): Locator {
    return this.#frame.getByRole('radio', { name: /\(before\)$/ });
  }

  get tooltip(): Locator {
    return this.#frame.locator('.tooltip');
  }

  get stopButton(): Locator {
    return this.#frame.getByRole('button', { name: 'Stop', exact: true });
  }

  get runAgainButton(): Locator {
    return this.#frame.getByRole('button', { name: 'Run Again', exact: true });
  }

  /** Presses a button of the View menu that saves something. */
  async save(what: 'Trace' | 'Report' | 'SVG'): Promise<void> {
    const view = this.#frame.locator('details.drop', { hasText: 'Save the run as' });
    if ((await view.getAttribute('open')) === null) await view.locator('summary').click();
    await view.getByRole('button', { name: what, exact: true }).click();
  }

  lane(name: string): Locator {
    return this.#frame.locator('.lane-label', { has: this.#frame.getByText(name, { exact: true }) });
  }

  /** Names of the lanes, from top to bottom. */
  async laneNames(kind: 'thread' | 'core'): Promise<readonly string[]> {
    return this.#frame.locator(`.lane-label[data-kind="${kind}"] .lane-name`).allInnerTexts();
  }

  /** Waits until slices (and, if asked, the right ones) are drawn in that row of the lane, and says where. */
  async drawnSlices(
    lane: string,
    row: LaneRow,
    areRight: (pixels: LanePixels) => boolean = () => true,
  ): Promise<LanePixels> {
    return await this.#drawn(lane, { lane, row, rowPx: ROW_PX }, areRight);
  }

  async #drawn(lane: string, wanted: WantedPixels, areRight: (pixels: LanePixels) => boolean): Promise<LanePixels> {
    await this.lane(lane).waitFor();
    const pixels = await until(
      `slices in the row of ${wanted.row} of ${lane}`,
      () => this.#frame.locator('body').evaluate(readLanePixels, wanted),
      (found) => found !== null && areRight(found),
    );
    return pixels!;
  }

  /** Moves the pointer about on what is drawn in that row until the panel says what is there. */
  async describeSlice(lane: string, row: LaneRow): Promise<string> {
    for (let at = 0.5; ; at = (at + 0.1) % 1) {
      const { filledPx, middlePx } = await this.drawnSlices(lane, row);
      const x = filledPx[Math.floor(filledPx.length * at)]!;
      await this.#frame.locator('.plot').hover({ position: { x, y: middlePx } });
      if (await this.tooltip.isVisible()) return this.tooltip.innerText();
    }
  }

  /**
   * Clicks what is drawn in that row in a colour (a CSS variable) until a slice is selected: where several are drawn as
   * one, a click zooms in on them.
   */
  async clickSlice(lane: string, row: LaneRow, colour: string): Promise<void> {
    const details = this.#frame.getByRole('region', { name: 'Selected slice' });
    const range = this.#frame.locator('.range');
    for (let selected = false; !selected; selected = await details.isVisible()) {
      const before = await range.innerText();
      const { filledPx, middlePx } = await this.#drawn(lane, { lane, row, rowPx: ROW_PX, colour }, () => true);
      const x = filledPx[Math.floor(filledPx.length / 2)]!;
      await this.#frame.locator('.plot').click({ position: { x, y: middlePx } });
      await until(
        'a selected slice, or a closer look',
        async () => (await details.isVisible()) || (await range.innerText()) !== before,
        (happened) => happened,
      );
    }
  }

  /** Serious accessibility problems, in words. */
  async seriousProblems(): Promise<readonly string[]> {
    const body = this.#frame.locator('body');
    await body.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    const { violations } = await body.evaluate(() => window.axe.run(document));
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary ?? ''}`));
  }
}

/** Runs in the panel's page. Null while nothing is drawn there. */
function readLanePixels(body: HTMLElement, { lane, row, rowPx, colour }: WantedPixels): LanePixels | null {
  const statesPx = 6;
  const labels = [...document.querySelectorAll('.lane-label')];
  const node = labels.find((candidate) => candidate.querySelector('.lane-name')?.textContent === lane);
  const canvas = document.querySelector<HTMLCanvasElement>('.lanes-canvas');
  const plot = document.querySelector('.plot')?.getBoundingClientRect();
  const context = canvas?.getContext('2d');
  if (!node || !canvas || !context || !plot) return null;
  const [label, place] = [node.getBoundingClientRect(), canvas.getBoundingClientRect()];
  if (label.top < place.top - 1 || label.bottom > place.bottom + 1 || label.bottom > window.innerHeight) {
    // Read after the scrolled lanes have been drawn.
    node.scrollIntoView({ block: 'center' });
    return null;
  }
  const ratio = canvas.width / place.width;
  const line = (fromTopPx: number) =>
    context.getImageData(0, Math.round((label.top - place.top + fromTopPx) * ratio), canvas.width, 1).data;
  // Above the slices a lane has a margin, which shows the background: a pixel that differs from it belongs to a slice.
  const background = line(1);
  const wanted = colour === undefined ? undefined : getComputedStyle(body).getPropertyValue(colour).trim();
  const filledAt = (offset: number): number[] => {
    const drawn = line(offset);
    const hex = (x: number): string =>
      `#${[...drawn.subarray(x * 4, x * 4 + 3)].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
    const filledPx: number[] = [];
    for (let x = 0; x < canvas.width; x++) {
      const differs = [0, 1, 2, 3].some((channel) => drawn[x * 4 + channel] !== background[x * 4 + channel]);
      if (wanted !== undefined && hex(x) !== wanted) continue;
      if (differs && drawn[x * 4 + 3]! > 0) filledPx.push(x / ratio + place.left - plot.left);
    }
    return filledPx;
  };
  const offsets = row === 'states' ? [statesPx] : [];
  if (row === 'deepest') {
    // What lies deepest may be something else, such as one collection of garbage inside a wait.
    for (let offset = Math.round(label.height) - 10; offset > statesPx + rowPx / 2; offset -= rowPx)
      offsets.push(offset);
  }
  for (const offset of offsets) {
    const filledPx = filledAt(offset);
    if (filledPx.length > 0) return { filledPx, widthPx: plot.width, middlePx: label.top + offset - plot.top };
  }
  return null;
}
