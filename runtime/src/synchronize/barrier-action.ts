/** The function that the last one at a barrier calls: each thread calls its own copy of it. */
import { describeFunction } from '../functions/describe-function.ts';
import type { FunctionRef } from '../functions/function-ref.ts';
import { resolveFunction } from '../functions/resolve-function.ts';

export type Action = () => unknown;

export class BarrierAction {
  #action: Action | undefined;
  #ref: FunctionRef | undefined;

  private constructor(action: Action | undefined, ref: FunctionRef | undefined) {
    this.#action = action;
    this.#ref = ref;
  }

  /** Of a function of this thread. */
  static of(action: Action): BarrierAction {
    return new BarrierAction(action, undefined);
  }

  /** Of what `ref` gave in another thread; null = there is none. */
  static from(ref: unknown): BarrierAction | undefined {
    return ref === null ? undefined : new BarrierAction(undefined, ref as FunctionRef);
  }

  /** What travels. Throws FunctionError for a function that cannot. */
  ref(): FunctionRef {
    return (this.#ref ??= describeFunction(this.#action!));
  }

  /** The function, its module loaded. Rejects with FunctionError. */
  async load(): Promise<Action> {
    return (this.#action ??= (await resolveFunction(this.#ref!)) as Action);
  }

  /** The same where its module is loaded already. Throws TypeError where it is not. */
  loadSync(): Action {
    if (this.#action !== undefined) return this.#action;
    const found = resolveFunction(this.#ref!);
    if (found instanceof Promise) {
      found.catch(() => {
        // Whoever waits without blocking will be told.
      });
      throw new TypeError(
        'the action of the barrier has to be loaded first, for which waitSync() cannot wait: use wait()',
      );
    }
    return (this.#action = found as Action);
  }
}
