/** The functions that a pool has been given, by number. */
import { describeFunction } from '../functions/describe-function.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import { functionName, functionSite } from '../functions/function-site.ts';
import { DefinitionWriter } from './definition-log.ts';

export interface TableEntry {
  readonly number: number;
  readonly name: string;
}

export class FunctionTable {
  readonly #writer: DefinitionWriter;
  /** Of functions without a time limit: looked up for every call. */
  readonly #byFunction = new WeakMap<AnyFunction, TableEntry>();
  readonly #byText = new Map<string, TableEntry>();

  constructor(memory: SharedArrayBuffer) {
    this.#writer = new DefinitionWriter(memory);
  }

  /**
   * The function's number; an inline function that is made anew in each round of a loop keeps it. With another time limit
   * per task (`limitMs`) it has another number.
   */
  entry(fn: AnyFunction, limitMs?: number): TableEntry {
    const known = limitMs === undefined ? this.#byFunction.get(fn) : undefined;
    if (known !== undefined) return known;
    const ref = describeFunction(fn);
    const key = `${limitMs ?? ''} ${JSON.stringify(ref)}`;
    let entry = this.#byText.get(key);
    if (entry === undefined) {
      const name = functionName(ref);
      entry = { number: this.#writer.add({ ref, name, site: functionSite(ref), limitMs: limitMs ?? null }), name };
      this.#byText.set(key, entry);
    }
    if (limitMs === undefined) this.#byFunction.set(fn, entry);
    return entry;
  }
}
