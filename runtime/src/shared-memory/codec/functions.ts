/** How functions get into messages. The codec writes what the functions part says of them; it registers itself here. */

/** A function taken apart: what stands for it, and the live values that go with it. */
export interface FunctionParts {
  /** Any value that the codec can write; the same object for all functions made at one place. */
  readonly ref: object;
  readonly values: readonly unknown[];
}

/** A function that is being made again. */
export interface FunctionRevival {
  readonly set: (values: readonly unknown[]) => void;
  readonly create: () => object;
}

export interface FunctionTravel {
  /** Throws with a message of its own where the function cannot travel. */
  readonly take: (fn: object) => FunctionParts;
  /** Whether its values must be there before it is made: a class that extends one of them, a bound function. */
  readonly needsValuesFirst: (parts: FunctionParts) => boolean;
  /** The error for a value that cannot travel; `cause` says why, with the path to it from `value`. */
  readonly refuse: (fn: object, position: number, explain: (root: string) => Error) => Error;
  /** Throws where the function cannot be found in this thread, or not yet. */
  readonly revive: (ref: unknown) => FunctionRevival;
}

let travel: FunctionTravel | undefined;

/** Makes functions a kind of value. */
export function registerFunctions(kind: FunctionTravel): void {
  travel = kind;
}

/** `undefined` in threads that never send or receive functions. */
export function functionTravel(): FunctionTravel | undefined {
  return travel;
}
