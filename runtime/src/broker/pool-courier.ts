/**
 * In a process that makes pools of processes: a thread that does for their workers what the program's broker does for those
 * of the program. So a pool's owner here is what it is anywhere: its rings are shared memory, it may block or compute.
 */
import { Socket } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { ProcessPipe } from '../../../protocol/src/process.ts';
import { OwnerWord, type PoolStart } from '../pool/pool-start.ts';
import { ControlBlock } from '../process/control-block.ts';
import type { ThreadId } from '../shared-memory/run-block.ts';
import { FrameReader, type Frame } from '../wire/frames.ts';
import { writeFrame } from '../wire/frames-stream.ts';
import { PoolPump } from './pool-pump.ts';

/** Of the pool's owner to its courier: a worker has been started. */
export interface CourierOrder {
  /** Its id in the run block. */
  readonly thread: ThreadId;
  readonly pool: PoolStart;
  readonly control: SharedArrayBuffer;
}

interface Worker {
  readonly pump: PoolPump;
  readonly control: ControlBlock;
  readonly owner: Int32Array;
}

/** In the courier's thread, once. */
export function runPoolCourier(): void {
  const port = parentPort;
  if (port === null) throw new Error('parascope: the courier of a pool runs in a worker thread only');
  const workers = new Map<ThreadId, Worker>();
  /** Workers whose end comes before the order to serve them: until it is given they have nothing to say. */
  const endedEarly = new Map<ThreadId, Frame>();
  const pipe = new Socket({ fd: ProcessPipe.pools, readable: true, writable: true });
  const handle = (frame: Frame): void => {
    const worker = workers.get(frame.note);
    if (worker === undefined) endedEarly.set(frame.note, frame);
    else if (!worker.pump.handle(frame)) {
      workers.delete(frame.note);
      void bury(worker, frame);
    }
  };
  port.on('message', (order: CourierOrder) => {
    const { thread } = order;
    workers.set(thread, startWorker(order, pipe));
    const end = endedEarly.get(thread);
    if (end === undefined) return;
    endedEarly.delete(thread);
    handle(end);
  });
  const frames = new FrameReader(handle);
  pipe.on('data', (piece: Buffer) => frames.push(piece));
  // The program is gone, which ends this process: see own-parent.ts.
  pipe.on('error', () => undefined);
}

function startWorker({ thread, pool, control }: CourierOrder, pipe: Socket): Worker {
  const pump = new PoolPump(pool, (kind, payload) => writeFrame(pipe, { kind, number: 0, note: thread }, payload));
  void pump.run();
  return { pump, control: new ControlBlock(control), owner: new Int32Array(pool.bell) };
}

/** Its owner learns of the end when it finds all that the worker has said. */
async function bury({ pump, control, owner }: Worker, { number, payload }: Frame): Promise<void> {
  await pump.end();
  if (number > 0) control.setTraceThread(number - 1);
  control.recordExit(new Int32Array(payload.buffer)[0]!);
  control.markEnded();
  Atomics.add(owner, OwnerWord.bell, 1);
  Atomics.notify(owner, OwnerWord.bell);
}
