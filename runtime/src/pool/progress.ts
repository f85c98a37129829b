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

export class Progress {
  readonly #tell: ((report: ProgressReport) => void) | undefined;
  readonly #bar: ProgressBar | undefined;
  #done = 0;
  /** Set as soon as it is known. */
  total: number | undefined;

  /** undefined where nobody wants to know. */
  static of(name: string, { onProgress, progress = false }: ProgressOptions): Progress | undefined {
    const bar = progress && process.stderr.isTTY ? new ProgressBar(name, process.stderr) : undefined;
    return onProgress === undefined && bar === undefined ? undefined : new Progress(onProgress, bar);
  }

  private constructor(tell: ((report: ProgressReport) => void) | undefined, bar: ProgressBar | undefined) {
    this.#tell = tell && AsyncResource.bind(tell);
    this.#bar = bar;
  }

  advance(items: number): void {
    this.#done += items;
    const { total } = this;
    this.#bar?.show(this.#done, total);
    try {
      this.#tell?.({ done: this.#done, total });
    } catch (error) {
      // What the caller's function throws is the program's, not the pool's: it becomes an uncaught error.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** The call is over. */
  end(): void {
    this.#bar?.end();
  }
}
