import type { SliceDetails } from '../../trace/src/query.ts';
import { element } from './element.ts';
import { colourVariable } from './palette.ts';
import type { SliceMark } from './slice-mark.ts';
import { durationWords, factsBeside, markTitle, startWords, statesOf } from './slice-words.ts';
import { shortLocation } from './source-location.ts';
import { fill, strings } from './strings.ts';

const OFFSET_PX = 14;
const MARGIN_PX = 6;

/** The box beside the pointer, or beside the slice that has the focus. */
export class Tooltip {
  readonly root: HTMLElement = element('div', { class: 'tooltip', role: 'tooltip', id: 'slice-tooltip', hidden: '' });
  #key = '';

  show(mark: SliceMark, details: SliceDetails | null, laneName: string): void {
    const key = JSON.stringify([mark, details, laneName]);
    this.root.hidden = false;
    if (key === this.#key) return;
    this.#key = key;
    const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = `var(${colourVariable(mark.state, mark.reason)})`;
    const title = element('div', { class: 'tooltip-title' }, [swatch, markTitle(mark, details)]);
    const when = element('div', { class: 'tooltip-line' }, [
      element('b', {}, [durationWords(mark)]),
      ` · ${statesOf(mark, details)} · ${laneName}`,
    ]);
    const rows = factsBeside(details, laneName).map(({ label, value }) =>
      element('div', { class: 'tooltip-fact' }, [`${label}: ${value}`]),
    );
    const start = element('div', { class: 'tooltip-fact' }, [`${strings.start}: ${startWords(mark)}`]);
    this.root.replaceChildren(title, when, start, ...rows, ...this.#hint(mark, details));
  }

  #hint(mark: SliceMark, details: SliceDetails | null): Node[] {
    if (mark.merged > 1) return [element('div', { class: 'tooltip-hint' }, [strings.mergedHint])];
    if (!details?.location) return [];
    const text = fill(strings.openSource, { location: shortLocation(details.location) });
    return [element('div', { class: 'tooltip-hint' }, [text])];
  }

  /** Beside a point of the page, inside the window. */
  place(xPx: number, yPx: number): void {
    const { offsetWidth, offsetHeight } = this.root;
    const right = xPx + OFFSET_PX + offsetWidth > innerWidth - MARGIN_PX;
    const left = right ? Math.max(MARGIN_PX, xPx - OFFSET_PX - offsetWidth) : xPx + OFFSET_PX;
    const below = yPx + OFFSET_PX + offsetHeight > innerHeight - MARGIN_PX;
    const top = below ? Math.max(MARGIN_PX, yPx - OFFSET_PX - offsetHeight) : yPx + OFFSET_PX;
    this.root.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hide(): void {
    this.root.hidden = true;
  }
}
