/** What the first module of a thread and the script that it runs are to each other. Types only. */
import type { BrokerStart, ProcessBoot } from '../broker/process-start.ts';
import type { ImportModule } from '../loader/worker-loader.ts';
import type { OwnWorkerStart } from '../process/worker-job.ts';

/** What only the first module can do for the rest. */
export interface FirstModule {
  readonly importModule: ImportModule;
  /** Called once what every start needs has run: before a target, or with the first result of a pool's worker. */
  readonly ready: () => void;
  /** The script once more, with variables of its own. */
  readonly again: () => unknown;
}

/** What a thread of ours is started with: `worker-core` knows the first, `broker-core` the second, `process-core` the last. */
export type ThreadStart = OwnWorkerStart | BrokerStart | ProcessBoot;

/** What a script gives. */
export interface ThreadScript {
  startThread(start: ThreadStart, first: FirstModule): void;
}
