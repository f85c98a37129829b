/** The window of a process as its agent has it: see `own-window.ts`. */
import { closeSync, readSync } from 'node:fs';
import { CarriedMessage } from '../shared-memory/carried-message.ts';
import { openOf } from './nameless-file.ts';

export class AgentWindow {
  #file: number | null = null;

  /** Opens it the first time. `descriptor`: of the process. Whether it is open here. */
  open(pid: number, descriptor: number): boolean {
    this.#file ??= openOf(pid, descriptor, 'r');
    return this.#file !== null;
  }

  /** A message in it, which must be put, or its bytes be had, before anything else of the process is dealt with. Throws RangeError for a damaged place. */
  message(place: Uint8Array): CarriedMessage {
    const [start, length] = new Uint32Array(place.slice().buffer);
    const file = this.#file;
    if (file === null || start === undefined || length === undefined)
      throw new RangeError('damaged call: there is no window');
    return new CarriedMessage({ length, read: (target) => read(file, target, start) });
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

function read(file: number, target: Uint8Array, start: number): void {
  let at = 0;
  while (at < target.length) {
    const count = readSync(file, target, at, target.length - at, start + at);
    if (count === 0) throw new RangeError(`damaged window: it ends at ${start + at}`);
    at += count;
  }
}
