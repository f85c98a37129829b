/** How far a call has come: counted as chunks are answered, told to the caller's function and drawn as a bar. */
import { AsyncResource } from 'node:async_hooks';
import { ProgressBar } from './progress-bar.ts';

/** What `onProgress` is called with. */
export interface ProgressReport {
  /** Items whose tasks have ended, well or not. */
  readonly done: number;
  /** Items in all; undefined while a source of unknown length is being read. */
  readonly total: number | undefined;
}

export interface ProgressOptions {
  readonly onProgress?: ((report: ProgressReport) => void) | undefined;
  readonly progress?: boolean | undefined;
}

/** Calls the function once the pool is not in the middle of something. */
type AfterStep = (action: () => void) => void;

export class Progress {
  readonly #tell: ((report: ProgressReport) => void) | undefined;
  readonly #bar: ProgressBar | undefined;
  readonly #afterStep: AfterStep;
  /** Reports that have not been told. */
  readonly #reports: ProgressReport[] = [];
  #telling = false;
  #done = 0;
  /** Set as soon as it is known. */
  total: number | undefined;

  /** undefined where nobody wants to know. The caller's function may wait for the pool, so it is called after its step. */
  static of(
    name: string,
    { onProgress, progress = false }: ProgressOptions,
    afterStep: AfterStep,
  ): Progress | undefined {
    const bar = progress && process.stderr.isTTY ? new ProgressBar(name, process.stderr) : undefined;
    return onProgress === undefined && bar === undefined ? undefined : new Progress(onProgress, bar, afterStep);
  }

  private constructor(tell: ProgressOptions['onProgress'], bar: ProgressBar | undefined, afterStep: AfterStep) {
    this.#tell = tell && AsyncResource.bind(tell);
    this.#bar = bar;
    this.#afterStep = afterStep;
  }

  advance(items: number): void {
    this.#done += items;
    const { total } = this;
    this.#bar?.show(this.#done, total);
    if (this.#tell === undefined) return;
    this.#reports.push({ done: this.#done, total });
    this.#afterStep(() => this.#tellAll(this.#tell));
  }

  /** In their order: a function that waits for the pool brings about further reports, which come after it has returned. */
  #tellAll(tell: ProgressOptions['onProgress']): void {
    if (this.#telling) return;
    this.#telling = true;
    for (let report = this.#reports.shift(); report !== undefined; report = this.#reports.shift()) {
      try {
        tell?.(report);
      } catch (error) {
        // What the caller's function throws is the program's, not the pool's: it becomes an uncaught error.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    this.#telling = false;
  }

  /** The call is over. */
  end(): void {
    this.#bar?.end();
  }
}
