/** What a worker's parent, the supervisor and the worker itself share about its life. */
import { CONTROL_BYTES, ControlWord, ExitRecord, WorkerState } from '../../../protocol/src/worker.ts';
import { waitForChange, waitForChangeSync } from './word-wait.ts';

export class ControlBlock {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(CONTROL_BYTES)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  get ended(): boolean {
    return Atomics.load(this.#words, ControlWord.state) === WorkerState.ended;
  }

  /** Whether it runs: it has come online and not ended. */
  get online(): boolean {
    return Atomics.load(this.#words, ControlWord.state) === WorkerState.online;
  }

  /** Python's exit code; null before the end. */
  get exitCode(): number | null {
    return this.ended ? Atomics.load(this.#words, ControlWord.exitCode) : null;
  }

  /** The signal by which its parent asked it to stop; 0 = none. */
  get stopSignal(): number {
    return Atomics.load(this.#words, ControlWord.stopSignal);
  }

  /** Whether the worker ended without its own exit code and without being asked to: out of memory, a native crash. */
  get endedAbruptly(): boolean {
    return this.ended && this.stopSignal === 0 && Atomics.load(this.#words, ControlWord.record) === ExitRecord.none;
  }

  /** Thread id; 0 until the thread is online. */
  get ident(): number {
    return Atomics.load(this.#words, ControlWord.ident);
  }

  /** The worker's first act. */
  setOnline(ident: number): void {
    Atomics.store(this.#words, ControlWord.ident, ident);
    Atomics.compareExchange(this.#words, ControlWord.state, WorkerState.starting, WorkerState.online);
    Atomics.notify(this.#words, ControlWord.state);
  }

  /** The worker's last act. The end itself is announced by who sees the thread gone. */
  recordExit(code: number): void {
    Atomics.store(this.#words, ControlWord.exitCode, code);
    Atomics.store(this.#words, ControlWord.record, ExitRecord.written);
  }

  /** Notes that the parent stops it. False if it has ended already. */
  requestStop(signal: number): boolean {
    if (this.ended) return false;
    Atomics.compareExchange(this.#words, ControlWord.stopSignal, 0, signal);
    return true;
  }

  /**
   * The thread is gone. Called by the supervisor and by the parent's own exit event, whichever is first; wakes every
   * waiter. True for the first call.
   */
  markEnded(): boolean {
    if (this.ended) return false;
    if (Atomics.load(this.#words, ControlWord.record) === ExitRecord.none) {
      Atomics.store(this.#words, ControlWord.exitCode, this.stopSignal === 0 ? 1 : -this.stopSignal);
    }
    const first = Atomics.exchange(this.#words, ControlWord.state, WorkerState.ended) !== WorkerState.ended;
    Atomics.notify(this.#words, ControlWord.state);
    return first;
  }

  /** Waits without using the event loop; false when time ran out. */
  waitEndedSync(timeoutMs?: number): boolean {
    const deadlineMs = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    for (;;) {
      const state = Atomics.load(this.#words, ControlWord.state);
      if (state === WorkerState.ended) return true;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return false;
      waitForChangeSync(this.#words, ControlWord.state, state, leftMs);
    }
  }

  /** Waits while the event loop turns; false when time ran out. Keeps the thread alive meanwhile. */
  async waitEnded(timeoutMs?: number): Promise<boolean> {
    const deadlineMs = timeoutMs === undefined ? Infinity : performance.now() + timeoutMs;
    for (;;) {
      const state = Atomics.load(this.#words, ControlWord.state);
      if (state === WorkerState.ended) return true;
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0) return false;
      await waitForChange(this.#words, ControlWord.state, state, leftMs);
    }
  }
}
