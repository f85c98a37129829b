/** `getContext`, `setStartMethod` and their kin: the package under one start method, as Python's `multiprocessing.context`. */
import * as api from '../api.ts';
import { assertOptions, assertType } from '../check-arguments.ts';
import { StartMethodError } from '../errors.ts';
import { assertStartMethod, startMethods } from '../process/start-child.ts';
import {
  chooseStartMethod,
  inContext,
  settledStartMethod,
  startMethodInForce,
  type StartMethod,
} from '../process/start-method.ts';

/** Every name of the package that a context has as well. */
type Api = typeof api;

/**
 * The package under one start method: `const ctx = getContext()`, then `new ctx.Process(…)`, `new ctx.Pool(…)`,
 * `new ctx.Queue<number>()`. What it makes works together with what the package itself makes, as long as both have the
 * same method.
 */
export interface Context extends Api {
  /** Its method. */
  getStartMethod(): StartMethod;
  /** A context has its method for good. Throws StartMethodError (Python: `cannot set start method of concrete context`). */
  setStartMethod(method: StartMethod): never;
  /** Itself, or the context of that method. Throws as the package's own. */
  getContext(method?: StartMethod): Context;
  /** As the package's own. */
  getAllStartMethods(): StartMethod[];
}

export interface SetStartMethodOptions {
  /** Whether to change a method that is settled: what runs goes on under its own. Default false. */
  readonly force?: boolean | undefined;
}

const contexts = new Map<StartMethod, Context>();

/**
 * The context of that method; of the one in force by default, which is settled by it. Always the same object.
 * @throws {StartMethodError} for a method that there is not (Python: `ValueError: cannot find context for …`).
 */
export function getContext(method?: StartMethod): Context {
  if (method !== undefined) assertStartMethod(method);
  const wanted = method ?? startMethodInForce();
  const known = contexts.get(wanted) ?? createContext(wanted);
  contexts.set(wanted, known);
  return known;
}

/**
 * Chooses how processes and the workers of pools are started from now on. Call it once, behind the main guard: workers start
 * their own children as they were started themselves. null with `force`: nothing is chosen.
 * @throws {StartMethodError} for a method that there is not; where one was chosen before, or settled because something was
 * started or asked for it (Python: `RuntimeError: context has already been set`).
 */
export function setStartMethod(method: StartMethod | null, options: SetStartMethodOptions = {}): void {
  assertOptions('setStartMethod()', options, ['force']);
  assertType('force', options.force, 'boolean');
  if (method !== null) assertStartMethod(method);
  chooseStartMethod(method, options.force ?? false);
}

/** The method in force, which is settled by asking. */
export function getStartMethod(): StartMethod;
/** The same; with `allowNone` nothing is settled, and null says that nothing was. */
export function getStartMethod(options: { readonly allowNone?: boolean | undefined }): StartMethod | null;
export function getStartMethod(options: { readonly allowNone?: boolean | undefined } = {}): StartMethod | null {
  assertOptions('getStartMethod()', options, ['allowNone']);
  return options.allowNone === true ? settledStartMethod() : startMethodInForce();
}

/** The start methods that work here, the default first. */
export function getAllStartMethods(): StartMethod[] {
  return startMethods();
}

/** The classes that start something: what they make is started by that method. */
function startersUnder(method: StartMethod): Pick<Api, 'Pool' | 'Process' | 'ProcessPoolExecutor'> {
  return {
    Pool: under(method, api.Pool),
    Process: under(method, api.Process),
    ProcessPoolExecutor: under(method, api.ProcessPoolExecutor),
  };
}

/** The class itself, `instanceof` and subclasses included, but for the method in force while its constructor runs. */
function under<T extends new (...args: never) => object>(method: StartMethod, type: T): T {
  return new Proxy(type, {
    construct: (target, args, newTarget) =>
      inContext(method, () => Reflect.construct(target, args, newTarget) as object),
  });
}

function createContext(method: StartMethod): Context {
  const context: Context = {
    ...api,
    ...startersUnder(method),
    getStartMethod: () => method,
    setStartMethod: (other) => {
      throw new StartMethodError(
        `cannot set start method of concrete context: this one is '${method}' for good. Use getContext('${other}')`,
      );
    },
    getContext: (other) => (other === undefined ? context : getContext(other)),
    getAllStartMethods,
  };
  return Object.freeze(context);
}
