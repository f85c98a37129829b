/** A bar on a terminal's line: `square [#######---]  70 %  700/1000  1.4 s, 0.6 s left`. Plain characters alone. */

/** The terminal, as far as it is needed. */
export interface Terminal {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Shorter calls draw nothing. */
const SILENT_MS = 300;
const REDRAW_MS = 100;
const WIDEST_BAR = 40;
const USUAL_COLUMNS = 80;

export class ProgressBar {
  readonly #name: string;
  readonly #terminal: Terminal;
  readonly #clock: () => number;
  readonly #startMs: number;
  #drawnMs = 0;
  #last: { readonly done: number; readonly total: number | undefined } | undefined;

  /** `clock` gives milliseconds. */
  constructor(name: string, terminal: Terminal, clock: () => number = () => performance.now()) {
    this.#name = name;
    this.#terminal = terminal;
    this.#clock = clock;
    this.#startMs = clock();
  }

  /** Draws, unless it is too early or has just been done. */
  show(done: number, total: number | undefined): void {
    this.#last = { done, total };
    const nowMs = this.#clock();
    if (nowMs - this.#startMs < SILENT_MS || nowMs - this.#drawnMs < REDRAW_MS) return;
    this.#draw(nowMs);
  }

  /** Leaves the last state on the screen. */
  end(): void {
    if (this.#drawnMs === 0 || this.#last === undefined) return;
    this.#draw(this.#clock());
    this.#terminal.write('\n');
    this.#drawnMs = 0;
  }

  #draw(nowMs: number): void {
    if (this.#last === undefined) return;
    this.#drawnMs = nowMs;
    // A terminal that does not know its width says 0.
    const { columns = 0 } = this.#terminal;
    const state = { ...this.#last, elapsedMs: nowMs - this.#startMs };
    const line = barLine(this.#name, state, columns > 0 ? columns : USUAL_COLUMNS);
    // To the line's start, and what is left of the longer line before is cleared.
    this.#terminal.write(`\r${line}\u001b[K`);
  }
}

/** The line, at most one column less than the terminal has, so that it never wraps. */
export function barLine(
  name: string,
  { done, total, elapsedMs }: { readonly done: number; readonly total: number | undefined; readonly elapsedMs: number },
  columns: number,
): string {
  const elapsed = seconds(elapsedMs);
  if (total === undefined || total === 0) return `${name}  ${done} done  ${elapsed}`.slice(0, columns - 1);
  const left = done === 0 || done === total ? '' : `, ${seconds((elapsedMs / done) * (total - done))} left`;
  const percent = Math.floor((done / total) * 100);
  const figures = `${String(percent).padStart(3)} %  ${done}/${total}  ${elapsed}${left}`;
  const width = Math.min(WIDEST_BAR, columns - 1 - name.length - figures.length - 4);
  if (width < 5) return `${name} ${figures}`.slice(0, columns - 1);
  const filled = Math.floor((done / total) * width);
  return `${name} [${'#'.repeat(filled)}${'-'.repeat(width - filled)}] ${figures}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
