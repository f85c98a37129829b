/** In a process of its own: a message on its way to its agent, who puts it. */
import type { Connection } from '../connection/connection.ts';
import { collectJourneys, encode, encodeInto } from '../shared-memory/codec/codec.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import { MemoryJourney } from '../shared-memory/codec/memory-journey.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { callAgentSync, packCall, valueOf } from './own-calls.ts';

/** The end of a pipe leaves: who has one is counted in the program. */
export class EndJourney implements Journey {
  readonly end: Connection;

  constructor(end: Connection) {
    this.end = end;
  }

  depart(): void {
    this.#leave('depart');
  }

  departTo(thread: ThreadId): void {
    this.#leave('departTo', thread);
  }

  lost(): void {
    this.#leave('lost');
  }

  #leave(how: keyof Journey, thread?: ThreadId): void {
    valueOf(callAgentSync({ head: packCall(this.end, 'leave', [how, thread]) }));
  }
}

export interface SentMessage {
  /** Of the codec. */
  readonly message: Uint8Array;
  /** Ends of pipes in it: whoever puts it counts them, at that moment. */
  readonly ends: readonly Connection[] | undefined;
  /** Of what else is in it and has to be told: of proxies. */
  readonly journeys: readonly Journey[];
}

/** Most bytes that are kept for the next message: to get fresh memory for it costs more than to write it. */
const MOST_KEPT = 2 ** 20;

let kept: Uint8Array<ArrayBuffer> = new Uint8Array(0);

function keptBytes(length: number): Uint8Array<ArrayBuffer> {
  if (length > MOST_KEPT) return new Uint8Array(length);
  if (length > kept.length) kept = new Uint8Array(Math.max(length, 2 * kept.length));
  return kept.subarray(0, length);
}

/** Encodes it. `sentAtOnce`: nothing else is encoded before it has left, so that its memory can be used again. */
export function packMessage(value: unknown, sentAtOnce: boolean): SentMessage {
  const { result: message, journeys } = collectJourneys(() =>
    sentAtOnce ? encodeInto(value, 'message', keptBytes) : encode(value, 'message'),
  );
  const ends = journeys.filter((journey) => journey instanceof EndJourney).map(({ end }) => end);
  const others = journeys.filter((journey) => !(journey instanceof EndJourney || journey instanceof MemoryJourney));
  return { message, ends: ends.length === 0 ? undefined : ends, journeys: others };
}
