/**
 * Where the calls of a process wait, and whether anything else can make the process run: its agent asks it, once the supervisor asks
 * the agent. A call that does not last costs nothing of it.
 */
import { ProcessAnswer } from '../../../protocol/src/process.ts';
import { setAskIdle } from '../deadlock/own-waits.ts';
import { pendingWaits, setPrincipals } from '../deadlock/pending-wait.ts';
import { decode } from '../shared-memory/codec/codec.ts';
import { holdCount } from '../shared-memory/keep-alive.ts';
import type { Frame, FrameTitle } from '../wire/frames.ts';
import { BLOCKING_CALL, type WaitsUnderWay } from './under-way.ts';

/** What the process answers. */
export type Looked = readonly [idle: boolean, places: readonly (readonly [call: number, place: string])[]];

const NOTHING = new Uint8Array(0);

export class AgentLook {
  readonly #waits: WaitsUnderWay;
  readonly #answer: (title: FrameTitle, payload: Uint8Array) => void;
  /** What the process owes an answer to. */
  #asked: { readonly round: number; readonly told: (idle: boolean) => void } | undefined;

  /** `answer`: see AgentStart. */
  constructor(waits: WaitsUnderWay, answer: (title: FrameTitle, payload: Uint8Array) => void) {
    this.#waits = waits;
    this.#answer = answer;
    setPrincipals((signal) => waits.withSignal(signal));
    setAskIdle((round, told) => {
      this.#asked = { round, told };
      this.#send(round, waits.has(BLOCKING_CALL));
    });
  }

  /** The process blocks in a call: what it was asked before it cannot read any more. */
  blocks(): void {
    if (this.#asked !== undefined) this.#send(this.#asked.round, true);
  }

  #send(round: number, blocked: boolean): void {
    // All but number 0 goes through the pipe that the event loop reads.
    this.#answer({ kind: ProcessAnswer.look, number: blocked ? BLOCKING_CALL : round, note: round }, NOTHING);
  }

  /** The process has answered. */
  handle({ number, payload }: Frame): void {
    if (number !== this.#asked?.round) return;
    const { told } = this.#asked;
    this.#asked = undefined;
    const [idle, places] = decode(payload) as Looked;
    for (const [call, place] of places) this.#waits.setPlace(call, place);
    told(idle && this.#areThose(places.map(([call]) => call)) && this.#areAll());
  }

  /**
   * Whether the calls that the process waits for are those that are under way here: an answer that is on its way makes it run. Who is
   * blocked reads no other answers.
   */
  #areThose(calls: readonly number[]): boolean {
    if (calls.includes(BLOCKING_CALL)) return this.#waits.has(BLOCKING_CALL);
    return calls.length === this.#waits.size && calls.every((call) => this.#waits.has(call));
  }

  /** Whether the waits of this agent are one for each call: what else it has to do, such as to put what was posted, may help others. */
  #areAll(): boolean {
    return pendingWaits().length === this.#waits.size && holdCount() === this.#waits.size;
  }
}
