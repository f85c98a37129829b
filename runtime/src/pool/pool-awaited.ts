/** What who waits for a pool waits for: its workers, who bring what it waits for, and calls that end by themselves. */
import type { Awaited } from '../deadlock/awaited.ts';
import type { JobRegister } from './job-register.ts';
import type { PoolCrew } from './pool-crew.ts';

export class PoolAwaited {
  readonly #crew: PoolCrew;
  readonly #jobs: JobRegister;
  /** Calls under way that end by themselves. */
  #limitedCalls = 0;

  constructor(crew: PoolCrew, jobs: JobRegister) {
    this.#crew = crew;
    this.#jobs = jobs;
  }

  /** As who waits for it says: `what` in words (`the result of square`), `silent` as in `Awaited`. */
  as(what: string, silent: boolean): Awaited {
    const crew = this.#crew;
    const isLimited = (): boolean => this.#limitedCalls > 0 || this.#jobs.limited;
    return {
      what: () => what,
      silent,
      get by() {
        return { type: 'threads', threads: crew.threads() } as const;
      },
      get limited() {
        return isLimited();
      },
    };
  }

  /** A call begins that ends by itself, by a limit of time or a signal; the function that is given back says that it has. */
  beginLimited(): () => void {
    this.#limitedCalls++;
    return () => {
      this.#limitedCalls--;
    };
  }
}
