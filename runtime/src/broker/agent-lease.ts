/**
 * What one process reads ahead: one answer has several messages of a queue, which stay in its ring until the process says that it
 * takes them. It says so by a byte of a file that both have open, so that it can be seen whatever becomes of the process; and it
 * takes none after a deadline without asking.
 */
import { closeSync, readSync } from 'node:fs';
import os from 'node:os';
import { monotonicMs } from '../shared-memory/clock.ts';
import { RingLease } from '../shared-memory/ring-lease.ts';
import type { LeaseBook } from './lease-book.ts';
import { MOST_AHEAD, packAhead } from './messages-ahead.ts';
import { openNameless } from './nameless-file.ts';

/** So long a process may take what it has read, ms: it asks for no more than it takes in half of that. */
const LEASE_MS = 2;
const MOST_BYTES = 65_536;

interface Lease {
  readonly ring: RingLease;
  readonly id: number;
  readonly deadlineMs: number;
  /** The byte as it was. */
  readonly base: number;
  readonly timer: NodeJS.Timeout;
}

export class AgentLease {
  readonly #book: LeaseBook;
  /** null: there can be none. */
  #file: number | null | undefined;
  readonly #byte = new Uint8Array(1);
  #lease: Lease | undefined;
  /** Messages of the last lease that the process has taken. */
  #taken = 0;

  constructor(book: LeaseBook) {
    this.#book = book;
  }

  /** An answer with more than one message; undefined: take one. `id`: of the ring's memory. */
  offer(
    memory: SharedArrayBuffer,
    id: number | undefined,
    wanted: number,
  ): { payload: Uint8Array; first: number } | undefined {
    if (wanted < 2 || id === undefined || this.#lease !== undefined || !this.#book.allows(id)) return undefined;
    // Elsewhere nothing names a file that is open in another process.
    if (process.platform !== 'linux') return undefined;
    const file = (this.#file ??= openNameless(['/dev/shm', os.tmpdir()]));
    if (file === null) return undefined;
    const ring = RingLease.take(memory, { messages: Math.min(wanted, MOST_AHEAD), bytes: MOST_BYTES });
    if (ring === undefined) return undefined;
    const deadlineMs = monotonicMs() + LEASE_MS;
    this.#book.begin(id);
    this.#lease = { ring, id, deadlineMs, base: this.#read(), timer: setTimeout(() => this.#expire(), LEASE_MS + 1) };
    // The first is taken by being asked for.
    this.#taken = 1;
    ring.count(1);
    return { payload: packAhead({ deadlineMs, file, messages: ring.messages }), first: ring.first };
  }

  /** Before anything else that the process asks for: others see what it has taken until then. */
  look(): void {
    if (this.#lease === undefined) return;
    const { ring, base } = this.#lease;
    this.#taken = Math.min(1 + ((this.#read() - base) & 255), ring.messages.length);
    ring.count(this.#taken);
    if (this.#taken === ring.messages.length) this.#end();
  }

  /** The process takes no more unasked: how many it has taken. */
  settle(): number {
    this.#end();
    return this.#taken;
  }

  /** The process has ended. */
  close(): void {
    this.look();
    this.#end();
    if (typeof this.#file === 'number') closeSync(this.#file);
    this.#file = null;
  }

  #expire(): void {
    if (this.#lease === undefined) return;
    if (monotonicMs() <= this.#lease.deadlineMs) {
      this.#lease.timer.refresh();
      return;
    }
    this.look();
    this.#end();
  }

  #end(): void {
    if (this.#lease === undefined) return;
    const { ring, id, timer } = this.#lease;
    this.#lease = undefined;
    clearTimeout(timer);
    const { isWaitedFor } = ring;
    ring.end();
    this.#book.end(id, isWaitedFor);
  }

  #read(): number {
    readSync(this.#file!, this.#byte, 0, 1, 0);
    return this.#byte[0]!;
  }
}
