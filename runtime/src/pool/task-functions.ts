/** The functions of a pool as a worker has them: found or made when they are first met. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import { reviveFunction, withModules } from '../functions/resolve-function.ts';
import { recordOpen, recordSlice } from '../instrument/record.ts';
import { loadScript } from '../loader/worker-loader.ts';
import { runOutsideTask } from '../process/task-context.ts';
import { openMessage } from '../shared-memory/codec/codec.ts';
import { DefinitionReader, type Definition } from './definition-log.ts';
import { FUNCTION_MASK } from './slot-ring.ts';

export type TaskFunction = (...args: readonly unknown[]) => unknown;

export interface Known extends Definition {
  readonly fn: TaskFunction;
}

/** What stands before the payload where `SlotFlag.closure` is set. */
export type ClosurePayload = readonly [id: number, content: Uint8Array | SharedArrayBuffer, payload: unknown];

/** A function with values of its own, as this worker has it. */
interface Closure {
  readonly known: Known;
  /** What it was made from lies there: as long as it is kept, nobody has to be asked for it again. */
  readonly content: Uint8Array | SharedArrayBuffer;
  /** Tells the handles among the values that they have arrived: once for each chunk that held them. */
  readonly arrive: () => void;
}

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
  readonly #closures = new Map<number, Closure>();

  constructor(memory: SharedArrayBuffer) {
    this.#definitions = new DefinitionReader(memory);
  }

  /** The function of a slot; a promise where a module must be loaded for it. Throws or rejects where it cannot be found. */
  get(what: number): Known | Promise<Known> {
    const number = what & FUNCTION_MASK;
    const known = this.#byNumber.get(number);
    if (known !== undefined) return known;
    const { ref } = this.#definitions.get(number);
    return this.#make(
      () => reviveFunction(ref).create(),
      (fn) => {
        const made = this.#knownAs(number, fn);
        this.#byNumber.set(number, made);
        return made;
      },
    );
  }

  /** The same for a function with values of its own, which all tasks of one call share in this worker. */
  getClosure(what: number, id: number, content: Uint8Array | SharedArrayBuffer): Known | Promise<Known> {
    const closure = this.#closures.get(id);
    if (closure !== undefined) {
      closure.arrive();
      return closure.known;
    }
    const [oldest] = this.#closures.keys();
    if (oldest !== undefined && this.#closures.size >= KEPT_CLOSURES) this.#closures.delete(oldest);
    const message = openMessage(content instanceof SharedArrayBuffer ? new Uint8Array(content) : content);
    return this.#make(
      () => message.decode() as AnyFunction,
      (fn) => {
        const known = this.#knownAs(what & FUNCTION_MASK, fn);
        const arrive = message.takeArrivals();
        this.#closures.set(id, { known, content, arrive });
        arrive();
        return known;
      },
      () => message.takeArrivals()(),
    );
  }

  #knownAs(number: number, fn: AnyFunction): Known {
    return { ...this.#definitions.get(number), fn: fn as TaskFunction };
  }

  #make(
    make: () => AnyFunction,
    keep: (fn: AnyFunction) => Known,
    giveUp: () => void = () => undefined,
  ): Known | Promise<Known> {
    const refuse = (error: unknown): never => {
      giveUp();
      throw error;
    };
    try {
      const fn = withModules(make, loadOutsideTask);
      if (!(fn instanceof Promise)) return keep(fn);
      const startNs = recordOpen(RowKind.load, 0, 0);
      return fn.then(keep, refuse).finally(() => recordSlice(RowKind.load, startNs, 0, 0, 0));
    } catch (error) {
      return refuse(error);
    }
  }
}
