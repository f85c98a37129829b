/** The function that the last one at a barrier calls: each thread calls its own copy of it. */
import '../functions/function-travel.ts';
import { withModules } from '../functions/resolve-function.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';

export type Action = () => unknown;

export class BarrierAction {
  #action: Action | undefined;
  #packed: Uint8Array | undefined;

  private constructor(action: Action | undefined, packed: Uint8Array | undefined) {
    this.#action = action;
    this.#packed = packed;
  }

  /** Of a function of this thread. */
  static of(action: Action): BarrierAction {
    return new BarrierAction(action, undefined);
  }

  /** Of what `packed` gave in another thread; null = there is none. */
  static from(packed: unknown): BarrierAction | undefined {
    return packed === null ? undefined : new BarrierAction(undefined, packed as Uint8Array);
  }

  /** What travels. Throws FunctionError for a function that cannot. */
  packed(): Uint8Array {
    return (this.#packed ??= encode(this.#action, 'action', { functions: true }));
  }

  /** The function, its module loaded. Rejects with FunctionError. */
  async load(): Promise<Action> {
    return (this.#action ??= (await this.#unpack()) as Action);
  }

  /** The same where its module is loaded already. Throws TypeError where it is not. */
  loadSync(): Action {
    if (this.#action !== undefined) return this.#action;
    const found = this.#unpack();
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

  #unpack(): unknown {
    return withModules(() => decode(this.#packed!));
  }
}
