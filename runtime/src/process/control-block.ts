/** What a worker's parent, the supervisor and the worker itself share about its life. */
import { CONTROL_BYTES, ControlWord, ExitRecord, Unsaid, WorkerState } from '../../../protocol/src/worker.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { AGAIN, type Again, deadlineOf, ringAll, waitAsync, waitBlocking } from '../shared-memory/bell.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';

const REFUSED = -1;
/** In the place of the system's error number: the thread that starts processes has ended. No system has it. */
export const NOBODY_STARTS = 1;

export class ControlBlock {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;

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

  /** The exit code that `recordExit` has been told, before or after the end is known of. */
  get recordedExit(): number {
    return Atomics.load(this.#words, ControlWord.exitCode);
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

  /** Its id in the run; 0 where it is not known. */
  get thread(): ThreadId {
    return Atomics.load(this.#words, ControlWord.thread);
  }

  set thread(id: ThreadId) {
    Atomics.store(this.#words, ControlWord.thread, id);
  }

  /** The process id of a process of its own; 0 where it has none yet, or is a thread. */
  get pid(): number {
    return Math.max(0, Atomics.load(this.#words, ControlWord.pid));
  }

  /** Its index in the trace, where a process of its own has told it. */
  get traceThread(): number | undefined {
    const word = Atomics.load(this.#words, ControlWord.traceThread);
    return word === 0 ? undefined : word - 1;
  }

  setTraceThread(thread: number): void {
    Atomics.store(this.#words, ControlWord.traceThread, thread + 1);
  }

  /** Its broker says how the start of the process went: its id, or the system's error number where there is none. */
  setStarted({ pid, errno = 0 }: { readonly pid: number | undefined; readonly errno?: number }): void {
    Atomics.store(this.#words, ControlWord.errno, errno);
    Atomics.store(this.#words, ControlWord.pid, pid ?? REFUSED);
    Atomics.notify(this.#words, ControlWord.pid);
  }

  /** Blocks until `setStarted` was called: a few ms. 0 where it runs, the system's error number where it was refused. */
  waitStarted(): number {
    while (Atomics.load(this.#words, ControlWord.pid) === 0) Atomics.wait(this.#words, ControlWord.pid, 0);
    return Atomics.load(this.#words, ControlWord.pid) === REFUSED ? Atomics.load(this.#words, ControlWord.errno) : 0;
  }

  /** Who was to start the process is gone, and will not say how that went. */
  #endStart(): void {
    if (Atomics.load(this.#words, ControlWord.pid) !== 0) return;
    Atomics.store(this.#words, ControlWord.errno, NOBODY_STARTS);
    Atomics.compareExchange(this.#words, ControlWord.pid, 0, REFUSED);
    Atomics.notify(this.#words, ControlWord.pid);
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

  /** The worker has just ended a task, or begun with another after that: a rejection may be waiting to be told. */
  noteUnsaid(unsaid: typeof Unsaid.idle | typeof Unsaid.busy): void {
    Atomics.store(this.#words, ControlWord.unsaid, unsaid);
  }

  get unsaid(): Unsaid {
    return Atomics.load(this.#words, ControlWord.unsaid) as Unsaid;
  }

  /** Its event loop has turned, or will not any more: whatever there was to tell has been told. */
  noteTurned(): void {
    Atomics.store(this.#words, ControlWord.unsaid, Unsaid.nothing);
    Atomics.add(this.#words, ControlWord.turns, 1);
    Atomics.notify(this.#words, ControlWord.turns);
  }

  get turns(): number {
    return Atomics.load(this.#words, ControlWord.turns);
  }

  /** Blocks until its event loop has turned since it was counted, or for so long. */
  waitTurned(turns: number, timeoutMs: number): void {
    Atomics.wait(this.#words, ControlWord.turns, turns, timeoutMs);
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
    this.#endStart();
    ringAll(this.#words, ControlWord.bell);
    return first;
  }

  /** Waits without using the event loop; false when time ran out. */
  waitEndedSync(timeoutMs?: number, awaited?: Awaited): boolean {
    return (
      waitBlocking(this.#words, ControlWord.bell, () => this.ended || AGAIN, deadlineOf(timeoutMs), awaited) === true
    );
  }

  /** Settles at the end, without keeping the thread alive until then. */
  async whenEnded(): Promise<void> {
    const look = (): true | Again => this.ended || AGAIN;
    await waitAsync(this.#words, ControlWord.bell, look, Infinity, { keepAlive: false });
  }

  /** Waits while the event loop turns; false when time ran out. Keeps the thread alive meanwhile. */
  async waitEnded(timeoutMs?: number, awaited?: Awaited): Promise<boolean> {
    const options = { awaited };
    const look = (): true | Again => this.ended || AGAIN;
    return (await waitAsync(this.#words, ControlWord.bell, look, deadlineOf(timeoutMs), options)) === true;
  }
}
