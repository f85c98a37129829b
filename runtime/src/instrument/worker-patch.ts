/**
 * Gives every `new Worker` of the program a lane, whoever makes it: the constructor of worker_threads is replaced by a
 * subclass, and the new thread finds its seat in its environment data, which no option of the caller can take away.
 */
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { ExitReason, RowKind } from '../../../trace/src/vocabulary.ts';
import { workerThreads } from '../node-threads.ts';
import { recordWorkerError } from './failure.ts';
import { markOwnWithin } from './foreign-workers.ts';
import { dropLane, introduceLane, recordExit, reserveLane } from './lane.ts';
import { watchCpuTime } from './node-cpu-times.ts';
import { callSite, recordSlice, type RecorderSeat } from './record.ts';
import { profileFlags } from './profiled.ts';
import { noteNewThread, osThreadIds } from './os-thread.ts';
import { noteToldToEnd } from './time-notes.ts';

/** Key of the environment data in which a thread finds its `InheritedSeat`. */
const SEAT_DATA = 'parascope.seat';
const OWN_WORKER: unique symbol = Symbol.for('parascope.own-worker');
/** Options by which the runtime marks its own workers: it records them itself. */
export const ownWorker: Readonly<WorkerOptions> = Object.freeze({ [OWN_WORKER]: true } as WorkerOptions);

let ownWork = 0;

/** Workers that are made within `work` are the runtime's own (the transformer's, say): no lanes, no preload. */
export function withOwnWorkers<Result>(work: () => Result): Result {
  ownWork++;
  try {
    return markOwnWithin(work);
  } finally {
    ownWork--;
  }
}

/** What a new thread finds. */
export interface InheritedSeat {
  readonly seat: RecorderSeat;
  /** Absolute path of the preload, for the workers that this thread makes in turn. */
  readonly preload: string;
}

interface Traced {
  readonly seat: RecorderSeat;
  terminated: boolean;
}

type Constructor = typeof Worker;
type Options = WorkerOptions & { readonly [OWN_WORKER]?: boolean };

/** What this thread was given when it was made. Taken once, so that its own workers do not inherit it. */
export function takeInheritedSeat(): InheritedSeat | undefined {
  const { getEnvironmentData, setEnvironmentData } = workerThreads();
  const data = getEnvironmentData(SEAT_DATA) as unknown;
  if (typeof data !== 'object' || data === null || !('seat' in data)) return undefined;
  setEnvironmentData(SEAT_DATA, undefined);
  return data as InheritedSeat;
}

/** Replaces `Worker` for this thread. `preload` is the module that attaches the recorder in the new thread. */
export function patchWorker(preload: string): void {
  const threads = workerThreads();
  threads.Worker = tracedWorker(threads.Worker, preload);
  syncBuiltinESMExports();
}

function tracedWorker(Original: Constructor, preload: string): Constructor {
  const { setEnvironmentData } = workerThreads();
  const traced = new WeakMap<Worker, Traced>();
  const numbers = new Map<string, number>();
  const nameOf = (file: string | URL, options: Options): string => {
    if (options.name !== undefined && options.name !== '') return options.name;
    const base = options.eval === true ? '[eval]' : fileName(file);
    const number = (numbers.get(base) ?? 0) + 1;
    numbers.set(base, number);
    return `${base} ${number}`;
  };

  class TracedWorker extends Original {
    constructor(file: string | URL, options: Options = {}) {
      if (options[OWN_WORKER] === true || ownWork > 0) {
        super(file, options);
        return;
      }
      const lane = reserveLane();
      if (!lane) {
        super(file, options);
        return;
      }
      const { seat, startNs } = lane;
      const before = osThreadIds();
      setEnvironmentData(SEAT_DATA, { seat, preload } satisfies InheritedSeat);
      try {
        super(file, withPreload(options, preload));
      } catch (error) {
        // The options are wrong, say.
        dropLane(lane);
        throw error;
      } finally {
        setEnvironmentData(SEAT_DATA, undefined);
      }
      noteNewThread(seat, before);
      traced.set(this, { seat, terminated: false });
      const site = callSite();
      introduceLane(lane, { name: nameOf(file, options), site });
      watchCpuTime(this, seat);
      recordSlice(RowKind.spawn, startNs, seat.thread, 0, site);
    }

    override terminate(): Promise<number> {
      const own = traced.get(this);
      if (own) {
        own.terminated = true;
        noteToldToEnd(own.seat);
      }
      return super.terminate();
    }

    // The pools remove listeners wholesale; an override sees the end all the same.
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      const own = event === 'exit' || event === 'error' ? traced.get(this) : undefined;
      if (own && event === 'error') recordWorkerError(own.seat.thread, args[0]);
      else if (own) recordExit(own.seat, Number(args[0]), exitReason(own, Number(args[0])));
      return (super.emit as (event: string | symbol, ...args: unknown[]) => boolean)(event, ...args);
    }
  }
  Object.defineProperty(TracedWorker, 'name', { value: 'Worker' });
  return TracedWorker;
}

function exitReason({ terminated }: Traced, exitCode: number): ExitReason {
  if (terminated) return ExitReason.terminated;
  return exitCode === 0 ? ExitReason.finished : ExitReason.died;
}

/** With `execArgv` of its own, a worker inherits neither the preload nor the flags of the profiler. */
function withPreload(options: Options, preload: string): Options {
  const { execArgv } = options;
  if (execArgv === undefined || execArgv.includes(preload)) return options;
  return { ...options, execArgv: [...execArgv, ...profileFlags(), '--require', preload] };
}

function fileName(file: string | URL): string {
  if (typeof file === 'string') return path.basename(file);
  return file.protocol === 'file:' ? path.basename(fileURLToPath(file)) : `[${file.protocol.slice(0, -1)}]`;
}
