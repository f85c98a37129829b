/** What a process of its own is told when it starts. */
import type { MessagePort } from 'node:worker_threads';
import type { ProcessCommand, ProcessStart, ToBrokerMessage } from '../../../protocol/src/process.ts';
import type { SharedScript } from '../../../protocol/src/worker.ts';
import type { OwnScript } from '../loader/kept-script.ts';
import type { LoaderState } from '../loader/loader-state.ts';
import type { StartMethod } from '../process/start-method.ts';
import type { PoolStart } from '../pool/pool-start.ts';
import type { ProcessJob } from '../process/worker-job.ts';

/** What a pool's worker is told: the rest is memory, which only the broker has. */
export type OwnPoolStart = Pick<PoolStart, 'type' | 'initializer' | 'object'>;

export type OwnProcessStart = ProcessStart<LoaderState, ProcessJob | OwnPoolStart, StartMethod>;

/** Of a thread to its broker. */
export type BrokerMessage = ToBrokerMessage<MessagePort, OwnProcessStart, PoolStart>;

/** Of a process to its agent: starts another process. */
export interface NestedStart {
  readonly start: OwnProcessStart;
  /** Its id in the run block, which was claimed for it. */
  readonly thread: number;
  /** Ids of the shared memory that handles in `start` name, and that of its control block. */
  readonly memories: readonly number[];
  readonly control: number;
  readonly command: ProcessCommand;
  readonly authkey: Uint8Array;
}

/** `workerData` of a broker, and of a courier: see pool-courier.ts. */
export interface BrokerStart {
  readonly type: 'broker' | 'courier';
  readonly core: SharedScript;
}

/** What the first module of a process finds out by itself. */
export interface ProcessBoot {
  readonly type: 'process';
  /** The `OwnProcessStart`, in bytes of the codec. */
  readonly start: Uint8Array;
  readonly core: OwnScript;
}

/** What the trace calls a process: its own row and that of its parent say the same. */
export const laneName = (name: string, pid: number): string => `${name} (${pid})`;
