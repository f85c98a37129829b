/** One process as its broker sees it: started, listened to, answered, seen to its end. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import os from 'node:os';
import { serialize } from 'node:v8';
import { ProcessAnswer, ProcessCall, ProcessPipe } from '../../../protocol/src/process.ts';
import { ControlBlock } from '../process/control-block.ts';
import { frameHead, FrameReader, type Frame } from '../wire/frames.ts';
import type { BrokerMessage } from './process-start.ts';

type StartMessage = Extract<BrokerMessage, { type: 'start' }>;

/** What the broker wants to know. */
export interface ServedEvents {
  readonly started: (pid: number) => void;
  readonly ended: (pid: number) => void;
}

const SIGNALS = { 9: 'SIGKILL', 15: 'SIGTERM' } as const;

export class ServedProcess {
  readonly #child: ChildProcess;
  readonly #message: StartMessage;
  readonly #control: ControlBlock;
  readonly #program: Int32Array;
  readonly #answers: Writable;

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
    return new ServedProcess(child, message, () => events.ended(pid));
  }

  constructor(child: ChildProcess, message: StartMessage, ended: () => void) {
    this.#child = child;
    this.#message = message;
    this.#control = new ControlBlock(message.control);
    this.#program = new Int32Array(message.program);
    this.#answers = stream(child, ProcessPipe.answers) as Writable;
    for (const end of [this.#answers, stream(child, ProcessPipe.replies)]) end.on('error', ignoreBrokenPipe);
    const calls = stream(child, ProcessPipe.calls) as Readable;
    const frames = new FrameReader((frame) => this.#handle(frame));
    calls.on('data', (piece: Uint8Array) => frames.push(piece));
    calls.on('error', ignoreBrokenPipe);
    // What it said last is heard first: all its pipes have ended when `close` comes.
    child.on('close', (code, signal) => this.#finish(code, signal, ended));
    child.on('error', () => {
      // A signal that could not be sent: it has ended, and `close` says so.
    });
    this.#answer(ProcessAnswer.start, 0, serialize(message.start));
  }

  stop(signal: 9 | 15): void {
    this.#child.kill(SIGNALS[signal]);
  }

  #handle({ kind, number, payload }: Frame): void {
    switch (kind) {
      case ProcessCall.online:
        if (number > 0) this.#control.setTraceThread(number - 1);
        return;
      case ProcessCall.program: {
        const value = new Int32Array(payload.buffer)[0] ?? 0;
        const before = Atomics.exchange(this.#program, number, value);
        Atomics.notify(this.#program, number);
        this.#answer(ProcessAnswer.value, 0, new Uint8Array(Int32Array.of(before).buffer));
        return;
      }
      default:
        throw new RangeError(`damaged frame of ${this.#message.start.name}: expected a call, found kind ${kind}`);
    }
  }

  #answer(kind: number, number: number, payload: Uint8Array): void {
    this.#answers.cork();
    this.#answers.write(frameHead(kind, number, payload.length));
    this.#answers.write(payload);
    this.#answers.uncork();
  }

  /** The supervisor does the rest, as for a thread. */
  #finish(code: number | null, signal: NodeJS.Signals | null, ended: () => void): void {
    this.#control.recordExit(code ?? -(signal === null ? 1 : os.constants.signals[signal]));
    ended();
    this.#message.lifeline.close();
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
  control.setStarted({ pid: undefined, errno: errno ?? -os.constants.errno.EAGAIN });
  lifeline.close();
}

function ignoreBrokenPipe(): void {
  // The process has ended: its exit says so.
}
