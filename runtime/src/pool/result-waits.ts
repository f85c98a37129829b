/** How results wait for their pool, and what the trace shows of it. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import { PendingWait } from '../deadlock/pending-wait.ts';
import { callSite, recordOpen, recordSlice, recording } from '../instrument/record.ts';
import type { Engine } from './engine.ts';
import type { OpenOptions, OpenWait, PoolWaits } from './pool-waits.ts';

export class ResultWaits implements PoolWaits {
  readonly #engine: Engine;
  readonly #object: number;
  /** Results whose items are still being read from an asynchronous source. */
  #reading = 0;

  /** `object` is the pool's in the trace. */
  constructor(engine: Engine, object: number) {
    this.#engine = engine;
    this.#object = object;
  }

  awaited(what: string): Awaited {
    return this.#engine.awaited(what);
  }

  begin(awaited: Awaited, { limited, wake }: OpenOptions): OpenWait {
    const endRow = this.#beginRow();
    const endWait = this.#engine.beginWait();
    const retry = (): void => {
      this.#engine.look();
      wake();
    };
    const pending = new PendingWait({ awaited, limited, retry });
    return {
      willTry: () => pending.willTry(),
      triedInVain: () => pending.triedInVain(),
      end: () => {
        pending.end();
        endWait();
        endRow();
      },
    };
  }

  blocking(what: string, done: () => boolean, deadlineMs: number): void {
    const endRow = this.#beginRow();
    const look = (): boolean => {
      if (done()) return true;
      if (this.#reading > 0 && this.#engine.idle) {
        throw new TypeError(
          'the items come from an asynchronous source, which only the event loop can read: await the result',
        );
      }
      return false;
    };
    try {
      this.#engine.waitSync(what, look, deadlineMs);
    } finally {
      endRow();
    }
  }

  poll(): void {
    this.#engine.step();
  }

  /** The items of a call are being read; that does not reject. */
  unblockable(reading: Promise<void>): void {
    this.#reading++;
    void reading.finally(() => {
      this.#reading--;
    });
  }

  /** A row of the trace begins; the function that is given back ends it. */
  #beginRow(): () => void {
    if (!recording()) return nothing;
    const site = callSite();
    const startNs = recordOpen(RowKind.waitResult, this.#object, site);
    return () => recordSlice(RowKind.waitResult, startNs, this.#object, 0, site);
  }
}

function nothing(): void {
  // Nothing is recorded.
}
