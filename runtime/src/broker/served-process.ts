/** One process as its broker sees it: started, listened to, answered, seen to its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import os from 'node:os';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { writeAll } from '../output/direct-output.ts';
import { bytesOfKey } from '../process/authkey.ts';
import { ControlBlock } from '../process/control-block.ts';
import { encode } from '../shared-memory/codec/codec.ts';
import { FrameReader, type Frame, type FrameTitle } from '../wire/frames.ts';
import { writeFrame } from '../wire/frames-stream.ts';
import type { Agent, AgentStart } from './agent.ts';
import type { LeaseBook } from './lease-book.ts';
import { PoolPump } from './pool-pump.ts';
import { PoolRelay } from './pool-relay.ts';
import type { BrokerMessage, OwnProcessStart } from './process-start.ts';

type StartMessage = Extract<BrokerMessage, { type: 'start' }>;

/** What hears what a pool's worker says of its work. */
export interface PoolEar {
  /** False for what is none of it. */
  handle(frame: Frame): boolean;
  /** The process has ended. */
  end(control: ControlBlock): Promise<void> | void;
}

/** Makes an agent in a new copy of the package. */
export type CreateAgent = (start: AgentStart) => Agent;

/** What the broker gives, and wants to know. */
export interface ServedEvents {
  readonly createAgent: CreateAgent;
  /** One for all processes. */
  readonly leases: LeaseBook;
  /** For the processes that it starts; a pool's worker is heard by who listens at that pipe. */
  readonly start: (message: StartMessage, pools: Writable | null) => void;
  /** Tells a worker of a pool that it has made. */
  readonly tell: (child: number, kind: number, payload: Uint8Array) => void;
  readonly stop: (child: number, signal: 9 | 15) => void;
  readonly started: (pid: number) => void;
  /** Its first line runs. */
  readonly online: (pid: number) => void;
  readonly ended: (pid: number) => void;
}

const SIGNALS = { 9: 'SIGKILL', 15: 'SIGTERM' } as const;

export class ServedProcess {
  readonly #child: ChildProcess;
  readonly #message: StartMessage;
  readonly #control: ControlBlock;
  readonly #program: Int32Array;
  readonly #answers: Writable;
  readonly #replies: Writable;
  readonly #events: ServedEvents;
  #agent: Agent | undefined;
  readonly #pool: PoolEar | undefined;
  /** For the pools that it makes. */
  readonly #pools: Duplex;

  /**
   * Starts it; undefined where the system refuses, which the control block then says. `pools`: of the process for whose pool
   * it works; null for none.
   */
  static start(message: StartMessage, pools: Writable | null, events: ServedEvents): ServedProcess | undefined {
    const control = new ControlBlock(message.control);
    let child: ChildProcess;
    try {
      child = spawnNode(message);
    } catch (error) {
      refuse(control, message, error);
      return undefined;
    }
    const { pid } = child;
    if (pid === undefined) {
      child.on('error', (error) => refuse(control, message, error));
      return undefined;
    }
    control.setOnline(pid);
    control.setStarted({ pid });
    events.started(pid);
    return new ServedProcess(child, message, pools, events);
  }

  constructor(child: ChildProcess, message: StartMessage, pools: Writable | null, events: ServedEvents) {
    this.#events = events;
    this.#child = child;
    this.#message = message;
    this.#control = new ControlBlock(message.control);
    this.#program = new Int32Array(message.program);
    this.#answers = stream(child, ProcessPipe.answers) as Writable;
    this.#replies = stream(child, ProcessPipe.replies) as Writable;
    this.#pools = stream(child, ProcessPipe.pools) as Duplex;
    for (const end of [this.#answers, this.#replies]) end.on('error', ignoreBrokenPipe);
    this.#hear(stream(child, ProcessPipe.calls) as Readable, (frame) => this.#handle(frame));
    this.#hear(this.#pools, ({ kind, note, payload }) => events.tell(note, kind, payload));
    // What it said last is heard first: all its pipes have ended when `close` comes.
    child.on('close', (code, signal) => void this.#finish(code, signal, () => events.ended(this.#control.pid)));
    child.on('error', () => {
      // A signal that could not be sent: it has ended, and `close` says so.
    });
    this.#sendStart(message.start);
    if (pools !== null) this.#pool = new PoolRelay(pools, message.thread);
    if (message.pool === null) return;
    const pump = new PoolPump(message.pool, (kind, payload) => this.tell(kind, payload));
    this.#pool = pump;
    void pump.run();
  }

  /** The first frame. Where code is kept comes last, as text: the first module needs it, and knows no more of the codec than its length. */
  #sendStart(start: OwnProcessStart): void {
    const folder = Buffer.from(start.codeFolder ?? '', 'utf8');
    const payload = Buffer.concat([encode(start, 'start'), folder]);
    this.#answer({ kind: ProcessAnswer.start, number: 0, note: folder.length }, payload);
  }

  /** Tells it what it did not ask for. */
  tell(kind: number, payload: Uint8Array): void {
    writeFrame(this.#replies, { kind, number: 0 }, payload);
  }

  stop(signal: 9 | 15): void {
    this.#child.kill(SIGNALS[signal]);
  }

  #hear(pipe: Readable, onFrame: (frame: Frame) => void): void {
    const frames = new FrameReader(onFrame);
    pipe.on('data', (piece: Buffer) => this.#read(pipe, frames, piece));
    pipe.on('error', ignoreBrokenPipe);
  }

  /** Damage costs the process that wrote it, never the others that this thread serves. */
  #read(pipe: Readable, frames: FrameReader, piece: Buffer): void {
    try {
      frames.push(piece);
    } catch (error) {
      pipe.destroy();
      this.#child.kill('SIGKILL');
      const { name } = this.#message.start;
      writeAll(2, `parascope: ${name} was killed: it wrote into the pipe to its parent. ${String(error)}\n`, 'utf8');
    }
  }

  #handle(frame: Frame): void {
    if (this.#pool?.handle(frame) === true) return;
    const { kind, number, payload } = frame;
    switch (kind) {
      case ProcessCall.online:
        if (number > 0) this.#control.setTraceThread(number - 1);
        this.#events.online(this.#control.pid);
        return;
      case ProcessCall.program: {
        const value = new Int32Array(payload.buffer)[0] ?? 0;
        const before = Atomics.exchange(this.#program, number, value);
        Atomics.notify(this.#program, number);
        this.#answer({ kind: ProcessAnswer.value, number: 0 }, new Uint8Array(Int32Array.of(before).buffer));
        return;
      }
      case ProcessCall.authkey:
        this.#answer({ kind: ProcessAnswer.value, number: 0 }, bytesOfKey(this.#message.authkey));
        return;
      default:
        this.#agent ??= this.#startAgent();
        this.#agent.handle(frame);
    }
  }

  /** Only for a process that uses shared objects: a copy of the package takes 1 MB and a few ms. */
  #startAgent(): Agent {
    const { run, program, thread, lifeline, memories, control } = this.#message;
    const { createAgent, leases, start, stop } = this.#events;
    return createAgent({
      run,
      thread,
      lifeline,
      memories,
      control,
      leases,
      broker: {
        start: (message) => {
          const isWorker = message.start.job.type === 'pool';
          const order = { ...message, type: 'start', child: message.thread, pool: null, program, run } as const;
          start(order, isWorker ? this.#pools : null);
        },
        stop,
      },
      answer: (...frame) => this.#answer(...frame),
    });
  }

  /** Number 0 is an answer to a blocking call. */
  #answer(title: FrameTitle, payload: Uint8Array): void {
    writeFrame(title.number === 0 ? this.#answers : this.#replies, title, payload);
  }

  /** The supervisor does the rest, as for a thread. */
  async #finish(code: number | null, signal: NodeJS.Signals | null, ended: () => void): Promise<void> {
    this.#control.recordExit(code ?? -(signal === null ? 1 : os.constants.signals[signal]));
    ended();
    this.#agent?.end();
    await this.#pool?.end(this.#control);
    // Once its waits have let go: whoever learns of the end may have what they waited for.
    setImmediate(() => this.#message.lifeline.close());
  }
}

/** Its pipes keep it, not the environment: what it is told must not be seen by the programs that it starts. */
function spawnNode({ command }: StartMessage): ChildProcess {
  const { execPath, flags, args, env } = command;
  return spawn(execPath, [...flags, ...args], {
    env: { ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

function stream(child: ChildProcess, fd: number): Readable | Writable {
  const end = child.stdio[fd];
  if (end === null || end === undefined) throw new Error(`parascope: a process has no pipe ${fd}`);
  return end;
}

function refuse(control: ControlBlock, { lifeline }: StartMessage, error: unknown): void {
  const { errno } = error as NodeJS.ErrnoException;
  // There is nobody whose end would have to be told of: `start()` throws.
  control.recordExit(1);
  control.setStarted({ pid: undefined, errno: errno ?? -os.constants.errno.EAGAIN });
  lifeline.close();
}

function ignoreBrokenPipe(): void {
  // The process has ended: its exit says so.
}
