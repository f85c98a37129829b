/** The functions that a pool has been given, by number. */
import { describeFunction, type Described } from '../functions/describe-function.ts';
import type { AnyFunction, FunctionRef } from '../functions/function-ref.ts';
import { functionName, functionSite } from '../functions/function-site.ts';
import { collectJourneys, encode } from '../shared-memory/codec/codec.ts';
import { handleKindOf, type Journey } from '../shared-memory/codec/handles.ts';
import { MemoryJourney } from '../shared-memory/codec/memory-journey.ts';
import { unpublishShared } from '../shared-memory/shared-registry.ts';
import { DefinitionWriter } from './definition-log.ts';

/** A function with the values it takes along, encoded: goes with each chunk, and is decoded by a worker once per id. */
export interface PackedClosure {
  /** Another one for each call, unless the values cannot change. */
  readonly id: number;
  /** Large ones lie in shared memory, so that chunks only name them. */
  readonly content: Uint8Array | SharedArrayBuffer;
  /** Of the handles in it. */
  readonly journeys: readonly Journey[];
  /** The call is over: gives shared memory back. */
  readonly release?: () => void;
}

/** From this size on the values lie in shared memory: to find it costs each worker a question, once per call. */
const SHARED_BYTES = 16 * 1024;

export interface TableEntry {
  readonly number: number;
  readonly name: string;
  /** Where it is, in the trace. */
  readonly site: number;
  /** `undefined` for functions that take nothing along. */
  readonly closure: PackedClosure | undefined;
}

export class FunctionTable {
  readonly #writer: DefinitionWriter;
  /** By the time limit per task, in which functions of one place may differ. */
  readonly #byRef = new WeakMap<FunctionRef, Map<number | null, TableEntry>>();
  readonly #constant = new WeakMap<AnyFunction, PackedClosure>();
  #closures = 0;
  readonly #sharesMemory: boolean;

  /** `sharesMemory`: whether the workers are threads of this program. */
  constructor(memory: SharedArrayBuffer, { sharesMemory }: { readonly sharesMemory: boolean }) {
    this.#sharesMemory = sharesMemory;
    this.#writer = new DefinitionWriter(memory);
  }

  /**
   * The function's number, and a copy of the local variables it uses, as they are now. An inline function that is made anew
   * in each round of a loop keeps its number; with another time limit per task (`limitMs`) it has another one. Throws
   * FunctionError where it cannot travel.
   */
  entry(fn: AnyFunction, limitMs: number | null = null): TableEntry {
    const described = describeFunction(fn);
    const { ref, values } = described;
    const entries = this.#byRef.get(ref) ?? new Map<number | null, TableEntry>();
    this.#byRef.set(ref, entries);
    let entry = entries.get(limitMs);
    if (entry === undefined) {
      const name = functionName(ref);
      const site = functionSite(ref);
      const number = this.#writer.add({ ref, name, site, limitMs });
      entry = { number, name, site, closure: undefined };
      entries.set(limitMs, entry);
    }
    return values.length === 0 ? entry : { ...entry, closure: this.#pack(fn, described) };
  }

  #pack(fn: AnyFunction, described: Described): PackedClosure {
    const known = this.#constant.get(fn);
    if (known !== undefined) return known;
    const id = ++this.#closures;
    const { result: bytes, journeys } = collectJourneys(() =>
      encode(fn, 'function', { functions: true, rawMemory: this.#sharesMemory }),
    );
    if (bytes.length >= SHARED_BYTES && this.#sharesMemory) return share({ id, content: bytes, journeys });
    const packed = { id, content: bytes, journeys };
    if (!isConstant(described, new Set())) return { ...packed, release: keepNamed(journeys) };
    this.#constant.set(fn, packed);
    return packed;
  }
}

function share(packed: PackedClosure & { readonly content: Uint8Array }): PackedClosure {
  const content = new SharedArrayBuffer(packed.content.length);
  new Uint8Array(content).set(packed.content);
  const dropNamed = keepNamed(packed.journeys);
  const release = (): void => {
    unpublishShared(content);
    dropNamed();
  };
  return { ...packed, content, release };
}

/** Until the call is over, chunks may be sent that name shared memory which the caller has dropped meanwhile. */
function keepNamed(journeys: readonly Journey[]): () => void {
  const named = journeys.filter((journey) => journey instanceof MemoryJourney);
  for (const journey of named) journey.depart();
  return () => {
    for (const journey of named) journey.lost();
  };
}

/** Whether a second copy of the values would be the same as the first. */
function isConstant(described: Described, seen: Set<Described>): boolean {
  if (seen.has(described)) return true;
  seen.add(described);
  return described.values.every((value) => {
    if (typeof value === 'function') return isConstant(describeFunction(value as AnyFunction), seen);
    return typeof value !== 'object' || value === null || handleKindOf(value) !== undefined;
  });
}
