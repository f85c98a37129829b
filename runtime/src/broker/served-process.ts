/** One process as its broker sees it: started, listened to, answered, seen to its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import os from 'node:os';
import { serialize } from 'node:v8';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { writeAll } from '../output/direct-output.ts';
import { bytesOfKey } from '../process/authkey.ts';
import { ControlBlock } from '../process/control-block.ts';
import { frameHead, FrameReader, type Frame, type FrameTitle } from '../wire/frames.ts';
import type { Agent, AgentStart } from './agent.ts';
import { PoolPump } from './pool-pump.ts';
import type { BrokerMessage } from './process-start.ts';

type StartMessage = Extract<BrokerMessage, { type: 'start' }>;

/** Makes an agent in a new copy of the package. */
export type CreateAgent = (start: AgentStart) => Agent;

/** What the broker gives, and wants to know. */
export interface ServedEvents {
  readonly createAgent: CreateAgent;
  /** For the processes that it starts. */
  readonly start: (message: StartMessage) => void;
  readonly stop: (child: number, signal: 9 | 15) => void;
  readonly started: (pid: number) => void;
  /** Its first line runs. */
  readonly online: (pid: number) => void;
  readonly ended: (pid: number) => void;
}

/** Payloads up to here are written together with their head: two writes cost more than a copy. */
const SMALL_BYTES = 4096;

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
  readonly #pump: PoolPump | undefined;

  /** Starts it; undefined where the system refuses, which the control block then says. */
  static start(message: StartMessage, events: ServedEvents): ServedProcess | undefined {
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
    return new ServedProcess(child, message, events);
  }

  constructor(child: ChildProcess, message: StartMessage, events: ServedEvents) {
    this.#events = events;
    this.#child = child;
    this.#message = message;
    this.#control = new ControlBlock(message.control);
    this.#program = new Int32Array(message.program);
    this.#answers = stream(child, ProcessPipe.answers) as Writable;
    this.#replies = stream(child, ProcessPipe.replies) as Writable;
    for (const end of [this.#answers, this.#replies]) end.on('error', ignoreBrokenPipe);
    const calls = stream(child, ProcessPipe.calls) as Readable;
    const frames = new FrameReader((frame) => this.#handle(frame));
    calls.on('data', (piece: Uint8Array) => this.#read(calls, frames, piece));
    calls.on('error', ignoreBrokenPipe);
    // What it said last is heard first: all its pipes have ended when `close` comes.
    child.on('close', (code, signal) => void this.#finish(code, signal, () => events.ended(this.#control.pid)));
    child.on('error', () => {
      // A signal that could not be sent: it has ended, and `close` says so.
    });
    this.#answer({ kind: ProcessAnswer.start, number: 0 }, serialize(message.start));
    if (message.pool === null) return;
    this.#pump = new PoolPump(message.pool, (kind, payload) =>
      this.#write(this.#replies, { kind, number: 0 }, payload),
    );
    void this.#pump.run();
  }

  stop(signal: 9 | 15): void {
    this.#child.kill(SIGNALS[signal]);
  }

  /** Damage costs the process that wrote it, never the others that this thread serves. */
  #read(calls: Readable, frames: FrameReader, piece: Uint8Array): void {
    try {
      frames.push(piece);
    } catch (error) {
      calls.destroy();
      this.#child.kill('SIGKILL');
      const { name } = this.#message.start;
      writeAll(2, `parascope: ${name} was killed: it wrote into the pipe to its parent. ${String(error)}\n`, 'utf8');
    }
  }

  #handle(frame: Frame): void {
    if (this.#pump?.handle(frame) === true) return;
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
    const { createAgent, start, stop } = this.#events;
    return createAgent({
      run,
      thread,
      lifeline,
      memories,
      control,
      broker: {
        start: (message) => start({ ...message, type: 'start', child: message.thread, pool: null, program, run }),
        stop,
      },
      answer: (...frame) => this.#answer(...frame),
    });
  }

  /** Number 0 is an answer to a blocking call. */
  #answer(title: FrameTitle, payload: Uint8Array): void {
    this.#write(title.number === 0 ? this.#answers : this.#replies, title, payload);
  }

  #write(pipe: Writable, title: FrameTitle, payload: Uint8Array): void {
    const head = frameHead(title, payload.length);
    if (payload.length <= SMALL_BYTES) {
      pipe.write(Buffer.concat([head, payload], head.length + payload.length));
      return;
    }
    pipe.cork();
    pipe.write(head);
    pipe.write(payload);
    pipe.uncork();
  }

  /** The supervisor does the rest, as for a thread. */
  async #finish(code: number | null, signal: NodeJS.Signals | null, ended: () => void): Promise<void> {
    this.#control.recordExit(code ?? -(signal === null ? 1 : os.constants.signals[signal]));
    ended();
    this.#agent?.end();
    await this.#pump?.end();
    // Once its waits have let go: whoever learns of the end may have what they waited for.
    setImmediate(() => this.#message.lifeline.close());
  }
}

/** Its pipes keep it, not the environment: what it is told must not be seen by the programs that it starts. */
function spawnNode({ command }: StartMessage): ChildProcess {
  const { execPath, flags, args, env } = command;
  return spawn(execPath, [...flags, ...args], {
    env: { ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'pipe', 'pipe', 'pipe'],
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
