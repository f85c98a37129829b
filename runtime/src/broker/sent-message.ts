/** In a process of its own: a message on its way to its agent, who puts it. */
import type { Connection } from '../connection/connection.ts';
import { collectJourneys, encode } from '../shared-memory/codec/codec.ts';
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

/** Encodes it. */
export function packMessage(value: unknown): SentMessage {
  const { result: message, journeys } = collectJourneys(() => encode(value, 'message'));
  const ends = journeys.filter((journey) => journey instanceof EndJourney).map(({ end }) => end);
  const others = journeys.filter((journey) => !(journey instanceof EndJourney || journey instanceof MemoryJourney));
  return { message, ends: ends.length === 0 ? undefined : ends, journeys: others };
}
