/** What a worker of ours is started for. */
import type { MessagePort } from 'node:worker_threads';
import type { WorkerStart } from '../../../protocol/src/worker.ts';
import type { RecorderSeat } from '../instrument/record.ts';
import type { LoaderState } from '../loader/loader-state.ts';
import type { ManagerStart } from '../managers/manager-start.ts';
import type { PoolStart } from '../pool/pool-start.ts';
import type { PackedCall } from './packed-call.ts';
import type { StartMethod } from './start-method.ts';

export interface ProcessJob {
  readonly type: 'process';
  readonly call: PackedCall;
  /** Id of its one task in the trace, and the place of its function. */
  readonly task: number;
  readonly site: number;
  /** The stack of who started it, for errors. */
  readonly caller: readonly string[];
}
export type WorkerJob = ProcessJob | PoolStart | ManagerStart;

export type OwnWorkerStart = WorkerStart<MessagePort, LoaderState, RecorderSeat, WorkerJob, StartMethod>;
