/**
 * Processes that never come to run: where the system refuses the threads of V8's pool, Node (seen on 22, 24 and 26) waits for
 * them for ever. Nothing tells of it but /proc: such a process sleeps with fewer threads than Node ever runs with.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { ProcessCommand } from '../../../protocol/src/process.ts';

/** No boot is looked at before; on a quiet machine it takes 30 ms. */
const LOOK_MS = 1000;
/** main, the one for delayed tasks, V8's pool of four, and the one for the inspector's signal. */
const LEAST_THREADS = 7;

interface Boot {
  /** CPU time at the last look, in the system's ticks; undefined before. */
  ticks: string | undefined;
  readonly onStuck: () => void;
}

export class BootWatch {
  readonly #boots = new Map<number, Boot>();
  #timer: NodeJS.Timeout | undefined;

  /** `onStuck` is called, maybe again, if it will never run. Who has chosen a size for V8's pool is not watched. */
  watch(pid: number, { flags, env }: ProcessCommand, onStuck: () => void): void {
    if (process.platform !== 'linux' || `${flags.join(' ')} ${env['NODE_OPTIONS'] ?? ''}`.includes('v8-pool-size'))
      return;
    this.#boots.set(pid, { ticks: undefined, onStuck });
    this.#timer ??= setInterval(() => this.#look(), LOOK_MS).unref();
  }

  /** It runs, or has ended. */
  forget(pid: number): void {
    this.#boots.delete(pid);
    if (this.#boots.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const [pid, boot] of this.#boots) {
      const ticks = asleepSince(pid);
      if (ticks !== undefined && ticks === boot.ticks) boot.onStuck();
      boot.ticks = ticks;
    }
  }
}

/** CPU time of a process that sleeps with too few threads; undefined for any other. */
function asleepSince(pid: number): string | undefined {
  try {
    const folder = `/proc/${pid}/task`;
    if (readdirSync(folder).length >= LEAST_THREADS) return undefined;
    // Behind the name, which may have anything in it: state, and from the twelfth on user and system time.
    const stat = readFileSync(`${folder}/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'S' ? `${fields[11]} ${fields[12]}` : undefined;
  } catch {
    // It has ended.
    return undefined;
  }
}
