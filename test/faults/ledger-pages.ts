/** Where a ledger is written: memory that threads share, or a file, which processes share without any help of the runtime's. */
import { openSync, readSync, writeSync } from 'node:fs';

/** The memory, or the path of the file. */
export type LedgerPlace = SharedArrayBuffer | string;

/** Int32 words; also bytes from a word on. What is written is there for all at once, whatever becomes of who wrote it. */
export interface Pages {
  load(word: number): number;
  store(word: number, value: number): void;
  read(word: number, length: number): Uint8Array;
  write(word: number, bytes: Uint8Array): void;
}

export class MemoryPages implements Pages {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  load(word: number): number {
    return Atomics.load(this.#words, word);
  }

  store(word: number, value: number): void {
    Atomics.store(this.#words, word, value);
  }

  read(word: number, length: number): Uint8Array {
    return new Uint8Array(this.#words.buffer, word * 4, length).slice();
  }

  write(word: number, bytes: Uint8Array): void {
    new Uint8Array(this.#words.buffer, word * 4, bytes.length).set(bytes);
  }
}

export class FilePages implements Pages {
  readonly #file: number;
  readonly #word = new Int32Array(1);

  constructor(path: string) {
    this.#file = openSync(path, 'r+');
  }

  load(word: number): number {
    readSync(this.#file, this.#word, 0, 4, word * 4);
    return this.#word[0]!;
  }

  store(word: number, value: number): void {
    this.#word[0] = value;
    writeSync(this.#file, this.#word, 0, 4, word * 4);
  }

  read(word: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    readSync(this.#file, bytes, 0, length, word * 4);
    return bytes;
  }

  write(word: number, bytes: Uint8Array): void {
    writeSync(this.#file, bytes, 0, bytes.length, word * 4);
  }
}
