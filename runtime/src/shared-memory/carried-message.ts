/** Messages that pass through a thread which does not know the classes in them: as the bytes that another one has encoded. */
import type { ByteWriter } from './codec/byte-writer.ts';
import type { Journey } from './codec/handles.ts';

/** What is put: written by an encoder, or the bytes that another one has written. */
export type Encoded = Pick<ByteWriter, 'length' | 'copyTo'> & { readonly journeys: readonly Journey[] };

let carries = false;
let isReadAhead: (memory: SharedArrayBuffer) => boolean = () => false;

/** Bytes that lie where nobody keeps them for long. */
export interface BytesElsewhere {
  readonly length: number;
  /** `target`: as long as they are. */
  read(target: Uint8Array): void;
}

/** A message on its way between a process and a ring: bytes of the codec. */
export class CarriedMessage implements Encoded {
  readonly length: number;
  /** Where in its queue it is, from 1 on (modulo 2^32); 0 = it was not put yet. */
  number: number;
  /** Of what is in it and has to be counted on its way. */
  readonly journeys: readonly Journey[];
  #bytes: Uint8Array | BytesElsewhere;

  constructor(bytes: Uint8Array | BytesElsewhere, number = 0, journeys: readonly Journey[] = []) {
    this.#bytes = bytes;
    this.length = bytes.length;
    this.number = number;
    this.journeys = journeys;
  }

  get bytes(): Uint8Array {
    return this.keep();
  }

  /** From now on the bytes are here, wherever they lie. */
  keep(): Uint8Array {
    if (this.#bytes instanceof Uint8Array) return this.#bytes;
    const bytes = new Uint8Array(this.length);
    this.#bytes.read(bytes);
    return (this.#bytes = bytes);
  }

  copyTo({ bytes }: Parameters<Encoded['copyTo']>[0], at: number): void {
    if (this.#bytes instanceof Uint8Array) bytes.set(this.#bytes, at);
    else this.#bytes.read(bytes.subarray(at, at + this.length));
  }
}

/**
 * From now on messages are put and taken as `CarriedMessage`s: by who serves processes. `leased`: whether this very thread has read
 * ahead in the ring of that memory, so that it must not wait for the lock that it has itself.
 */
export function carryBytes(leased: (memory: SharedArrayBuffer) => boolean): void {
  carries = true;
  isReadAhead = leased;
}

/** Whether nothing can be put and taken there just now; who waits is woken when it can. */
export const mustWait = (memory: SharedArrayBuffer): boolean => carries && isReadAhead(memory);

/** Whether this copy of the package does. */
export const carriesBytes = (): boolean => carries;
