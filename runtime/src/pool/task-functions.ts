/** The functions of a pool as a worker has them: found or made when they are first met. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import { reviveFunction, withModules } from '../functions/resolve-function.ts';
import { recordOpen, recordSlice } from '../instrument/record.ts';
import { loadScript } from '../loader/worker-loader.ts';
import { runOutsideTask } from '../process/task-context.ts';
import { decode } from '../shared-memory/codec/codec.ts';
import { DefinitionReader, type Definition } from './definition-log.ts';
import { FUNCTION_MASK } from './slot-ring.ts';

export type TaskFunction = (...args: readonly unknown[]) => unknown;

export interface Known extends Definition {
  readonly fn: TaskFunction;
}

/** What stands before the payload where `SlotFlag.closure` is set. */
export type ClosurePayload = readonly [id: number, bytes: Uint8Array, payload: unknown];

/** Closures of so many calls are kept: those of one call arrive together. */
const KEPT_CLOSURES = 16;

/** Loads a module during a task; what the module itself does is no task. */
export function loadOutsideTask(url: string): unknown {
  return runOutsideTask(() => loadScript(url));
}

export class TaskFunctions {
  readonly #definitions: DefinitionReader;
  readonly #byNumber = new Map<number, Known>();
  /** In the order of their arrival. */
  readonly #closures = new Map<number, Known>();

  constructor(memory: SharedArrayBuffer) {
    this.#definitions = new DefinitionReader(memory);
  }

  /** The function of a slot; a promise where a module must be loaded for it. Throws or rejects where it cannot be found. */
  get(what: number): Known | Promise<Known> {
    const number = what & FUNCTION_MASK;
    const known = this.#byNumber.get(number);
    if (known !== undefined) return known;
    const { ref } = this.#definitions.get(number);
    return this.#make(number, () => reviveFunction(ref).create(), this.#byNumber, number);
  }

  /** The same for a function with values of its own, which all tasks of one call share in this worker. */
  getClosure(what: number, id: number, bytes: Uint8Array): Known | Promise<Known> {
    const known = this.#closures.get(id);
    if (known !== undefined) return known;
    const [oldest] = this.#closures.keys();
    if (oldest !== undefined && this.#closures.size >= KEPT_CLOSURES) this.#closures.delete(oldest);
    return this.#make(what & FUNCTION_MASK, () => decode(bytes) as AnyFunction, this.#closures, id);
  }

  #make(number: number, make: () => AnyFunction, into: Map<number, Known>, key: number): Known | Promise<Known> {
    const keep = (fn: AnyFunction): Known => {
      const known = { ...this.#definitions.get(number), fn: fn as TaskFunction };
      into.set(key, known);
      return known;
    };
    const fn = withModules(make, loadOutsideTask);
    if (!(fn instanceof Promise)) return keep(fn);
    const startNs = recordOpen(RowKind.load, 0, 0);
    return fn.then(keep).finally(() => recordSlice(RowKind.load, startNs, 0, 0, 0));
  }
}
