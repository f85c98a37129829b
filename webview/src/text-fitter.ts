import type { DrawingContext } from './drawing-context.ts';

/** A shorter stump says nothing. */
const MIN_LETTERS = 5;

/** Cuts text to a width with an ellipsis, remembering widths: measuring is the dearest part of drawing labels. */
export class TextFitter {
  readonly #widths = new Map<string, number>();

  /** Forget all widths: the font changed. */
  reset(): void {
    this.#widths.clear();
  }

  #width(context: DrawingContext, text: string): number {
    let width = this.#widths.get(text);
    if (width === undefined) {
      if (this.#widths.size > 5000) this.#widths.clear();
      width = context.measureText(text).width;
      this.#widths.set(text, width);
    }
    return width;
  }

  /** The text, a shortened form, or '' where not even a few letters fit. */
  fit(context: DrawingContext, text: string, widthPx: number): string {
    if (this.#width(context, text) <= widthPx) return text;
    const perLetter = this.#width(context, text) / text.length;
    const letters = Math.floor(widthPx / perLetter) - 1;
    return letters >= MIN_LETTERS ? `${text.slice(0, letters).trimEnd()}…` : '';
  }
}
