/** The supervisor's third duty: sees that threads wait for each other, and ends such waits. */
import { writeSync } from 'node:fs';
import path from 'node:path';
import type {
  AboutWaits,
  DeadlockedWait,
  FromSupervisorMessage,
  Judgement,
  Verdict,
  WaitFacts,
} from '../../../protocol/src/deadlock.ts';
import { ringSleepers } from '../shared-memory/death.ts';
import {
  askRound,
  hasAnswered,
  isThreadAlive,
  liveThreads,
  setVerdict,
  type ThreadId,
} from '../shared-memory/run-block.ts';
import { findShared, registerShared } from '../shared-memory/shared-registry.ts';
import { writeJudgement } from './judgement.ts';
import { findDeadlocks, type GraphWait, type WaitingThread } from './wait-graph.ts';

/** Time between two looks, while they may lead to a verdict; it grows up to the longest where others run. */
const LOOK_MS = 250;
const LONGEST_LOOK_MS = 2000;
/** An owner lies below this bit of its word. */
const OWNER = ~(1 << 31);

/** A thread that can be reached. */
interface Member {
  readonly name: string;
  /** Its process id, where it is a process of its own; else 0. */
  readonly pid: () => number;
  readonly post: (message: FromSupervisorMessage) => void;
}

/** What is known of a thread that waits long. */
interface Waiting {
  /** Set while it is blocked. */
  blocked?: { readonly word: number; readonly counted: boolean; readonly facts: WaitFacts } | undefined;
  /** It has said that it has long waits beside its event loop: it is asked until it has none. */
  asked?: boolean;
  /** No line of the user's is among these, as far as it has said. */
  silent?: boolean;
  /** It was asked and has not answered yet: it is not asked again meanwhile. */
  owesAnswer?: boolean;
  /** Its last answer. */
  answer?: { readonly round: number; readonly idle: boolean; readonly waits: readonly WaitFacts[] } | undefined;
}

export class DeadlockWatch {
  readonly #publish: (id: number, memory: SharedArrayBuffer) => void;
  readonly #members = new Map<ThreadId, Member>();
  readonly #waiting = new Map<ThreadId, Waiting>();
  #round = 0;
  #lookMs = LOOK_MS;
  #timer: NodeJS.Timeout | undefined;
  /** The waits that were found stuck when the current round began. */
  #suspicion = '';
  #verdicts = 0;
  /** Places in it are told relative to it. Empty where there is no script. */
  #folder = '';

  constructor(publish: (id: number, memory: SharedArrayBuffer) => void) {
    this.#publish = publish;
  }

  /** `script`: path of the program's. */
  setScript(script: string): void {
    this.#folder = path.join(path.dirname(script), path.sep);
  }

  join(thread: ThreadId, member: Member): void {
    this.#members.set(thread, member);
  }

  leave(thread: ThreadId): void {
    this.#members.delete(thread);
    this.#waiting.delete(thread);
  }

  handle(message: AboutWaits): void {
    const known = this.#waiting.get(message.thread) ?? {};
    switch (message.type) {
      case 'blocked':
        known.blocked = message;
        break;
      case 'unblocked':
        if (known.blocked?.facts.token === message.token) known.blocked = undefined;
        break;
      case 'waiting':
        known.asked = true;
        known.silent = message.silent;
        break;
      case 'answer':
        known.answer = message;
        known.asked = message.waits.length > 0;
        known.silent = message.waits.every(({ silent }) => silent);
        known.owesAnswer = false;
        break;
    }
    if (known.blocked === undefined && known.asked !== true) this.#waiting.delete(message.thread);
    else this.#waiting.set(message.thread, known);
    if (message.type === 'blocked' || (message.type === 'waiting' && !message.silent)) this.#lookSoon();
  }

  #lookSoon(): void {
    this.#lookMs = LOOK_MS;
    clearTimeout(this.#timer);
    this.#schedule();
  }

  #schedule(): void {
    this.#timer = setTimeout(() => this.#look(), this.#lookMs);
    this.#timer.unref();
  }

  #look(): void {
    const groups = findDeadlocks(this.#candidates(), new Set(liveThreads()));
    const suspicion = groups.map((group) => group.map((id) => this.#signature(id)).join()).join(';');
    if (suspicion !== '' && suspicion === this.#suspicion && groups.flat().every((id) => this.#isConfirmed(id))) {
      for (const group of groups) this.#judge(group);
      this.#suspicion = '';
    } else this.#suspicion = suspicion;
    this.#lookMs = suspicion === '' ? Math.min(LONGEST_LOOK_MS, this.#lookMs * 2) : LOOK_MS;
    if (!this.#someoneWaits()) return;
    this.#ask();
    this.#schedule();
  }

  /** Whether any line of the user's waits: workers without a task alone are no reason to look. */
  #someoneWaits(): boolean {
    for (const { blocked, silent } of this.#waiting.values()) if (blocked !== undefined || silent !== true) return true;
    return false;
  }

  /** Every long wait shall try again: only what then fails in vain counts. */
  #ask(): void {
    this.#round++;
    for (const [thread, known] of this.#waiting) {
      const { blocked } = known;
      if (blocked !== undefined) {
        askRound(thread, this.#round);
        ringSleepers(blocked.facts.objectId, blocked.word, blocked.counted);
      } else if (known.asked === true && known.owesAnswer !== true) {
        known.owesAnswer = true;
        this.#members.get(thread)?.post({ type: 'look', round: this.#round });
      }
    }
  }

  #isConfirmed(thread: ThreadId): boolean {
    const { blocked, answer } = this.#waiting.get(thread)!;
    return blocked === undefined ? answer?.round === this.#round : hasAnswered(thread, this.#round);
  }

  #waitsOf(thread: ThreadId): readonly WaitFacts[] {
    const { blocked, answer } = this.#waiting.get(thread)!;
    return blocked === undefined ? (answer?.waits ?? []) : [blocked.facts];
  }

  #signature(thread: ThreadId): string {
    return `${thread}:${this.#waitsOf(thread)
      .map(({ token }) => token)
      .join('+')}`;
  }

  /** Threads that do nothing but wait without limit. */
  #candidates(): WaitingThread[] {
    const found: WaitingThread[] = [];
    for (const [id, { blocked, answer }] of this.#waiting) {
      if (blocked === undefined && answer?.idle !== true) continue;
      const all = this.#waitsOf(id);
      if (all.some(({ limited }) => limited)) continue;
      const waits = all.map((facts) => graphWait(id, facts));
      if (waits.every((wait) => wait !== undefined)) found.push({ id, waits });
    }
    return found;
  }

  #judge(group: readonly ThreadId[]): void {
    const waits = group.flatMap((thread) =>
      this.#waitsOf(thread)
        .filter(({ silent }) => !silent)
        .map((facts) => ({ thread, facts, told: this.#describe(thread, facts) })),
    );
    const victims = waits.filter(({ facts }) => !facts.unbreakable);
    if (victims.length === 0) return;
    const text = `deadlock: what is waited for here can never happen.\n${waits.map(({ told }) => `  ${this.#sentence(told)}`).join('\n')}`;
    const verdict: Verdict = { text, waits: waits.map(({ told }) => told), number: ++this.#verdicts };
    writeSync(2, `parascope: ${text}\n`);
    this.#deliver({ verdict, condemned: victims.map(({ thread, facts: { token } }) => ({ thread, token })) });
  }

  /** All of them are condemned before any is woken: what the first does then must not help the others. */
  #deliver(judgement: Judgement): void {
    const memory = writeJudgement(judgement);
    const id = registerShared(memory);
    this.#publish(id, memory);
    const threads = new Set(judgement.condemned.map(({ thread }) => thread));
    for (const thread of threads) setVerdict(thread, id);
    for (const thread of threads) {
      const { blocked } = this.#waiting.get(thread)!;
      this.#waiting.delete(thread);
      if (blocked === undefined) this.#members.get(thread)?.post({ type: 'deadlock' });
      else ringSleepers(blocked.facts.objectId, blocked.word, blocked.counted);
    }
  }

  #describe(thread: ThreadId, { what, place, by, objectId }: WaitFacts): DeadlockedWait {
    const owner = by?.type === 'owner' ? ownerOf(objectId, by.word) : 0;
    const heldBy = owner === 0 ? undefined : this.#nameOf(owner);
    const pid = this.#members.get(thread)?.pid() ?? 0;
    return {
      worker: this.#nameOf(thread),
      ...(pid > 0 && { pid }),
      waitsFor: what,
      ...(heldBy !== undefined && { heldBy }),
      location: place,
    };
  }

  #sentence({ worker, pid, waitsFor, heldBy, location }: DeadlockedWait): string {
    const holder =
      heldBy === undefined ? '' : heldBy === worker ? ', which it holds itself' : `, which ${heldBy} holds`;
    const isBelow = this.#folder !== '' && location.startsWith(this.#folder);
    const place = isBelow ? location.slice(this.#folder.length) : location;
    return `${worker}${pid === undefined ? '' : ` (${pid})`} waits for ${waitsFor}${holder}${place === '' ? '' : ` (${place})`}`;
  }

  #nameOf(thread: ThreadId): string {
    return this.#members.get(thread)?.name ?? 'a thread';
  }
}

/** Undefined where the wait is about to end. */
function graphWait(self: ThreadId, { by, objectId }: WaitFacts): GraphWait | undefined {
  if (by === null) return { helpers: 'anyone' };
  const enders = by.type === 'threads' ? by.threads : [ownerOf(objectId, by.word)];
  if (enders.length === 0 || !enders.every((ender) => ender !== 0 && isThreadAlive(ender))) return undefined;
  // A plain lock that its own holder waits for may be meant to be released by another.
  if (by.type === 'owner' && !by.exclusive && enders[0] === self) return { helpers: 'anyone', ownFault: true };
  return { helpers: enders };
}

function ownerOf(objectId: number, word: number): ThreadId {
  const memory = findShared(objectId);
  return memory === undefined ? 0 : Atomics.load(new Int32Array(memory), word) & OWNER;
}
