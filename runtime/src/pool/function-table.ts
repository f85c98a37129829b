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
  readonly #byFunction = new WeakMap<AnyFunction, TableEntry>();
  readonly #byText = new Map<string, TableEntry>();

  constructor(memory: SharedArrayBuffer) {
    this.#writer = new DefinitionWriter(memory);
  }

  /** The function's number; an inline function that is made anew in each round of a loop keeps it. */
  entry(fn: AnyFunction): TableEntry {
    let entry = this.#byFunction.get(fn);
    if (entry !== undefined) return entry;
    const ref = describeFunction(fn);
    const key = JSON.stringify(ref);
    entry = this.#byText.get(key);
    if (entry === undefined) {
      const name = functionName(ref);
      entry = { number: this.#writer.add({ ref, name, site: functionSite(ref) }), name };
      this.#byText.set(key, entry);
    }
    this.#byFunction.set(fn, entry);
    return entry;
  }
}
