/** `Process`: an activity in a thread of its own, with the words and the rules of Python's `multiprocessing.Process`. */
import type { ResourceLimits } from 'node:worker_threads';
import { kindOf, milliseconds } from '../check-arguments.ts';
import { ProcessStateError } from '../errors.ts';
import type { Awaited } from '../deadlock/awaited.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import { type Child, endOf } from './child-register.ts';
import { captureCaller } from './caller-stack.ts';
import type { Call } from './call-travel.ts';
import { closeJoin, closeJoinWait, openJoin } from './join-record.ts';
import { Sentinel } from './sentinel.ts';
import { isSerialRun } from '../serial-run.ts';
import { bytesOfKey, keyBytes, ownKey, type ProcessKey, setOwnKey } from './authkey.ts';
import { createProcessJob } from './process-job.ts';
import { checkProcessOptions, type ProcessOptions } from './process-options.ts';
import { assertMayStart } from './start-guard.ts';
import { exitIfRefused, nextChildIdentity, threadIdentity } from './thread-identity.ts';
import { startChild } from './start-child.ts';
import { contextMethod, startMethodInForce, type StartMethod } from './start-method.ts';

/** What a process object stands for when it is not one that this thread makes by `new`. */
interface Standing {
  readonly identity: readonly number[];
  /** Thread id of the process in which the object lives and which it stands for. */
  readonly ownIdent?: number;
  readonly handle?: Child;
}

let standing: Standing | undefined;

/**
 * A function, or the `run` of a subclass, in a thread of its own: `new Process({ target, args })`, `start()`, `join()`. As
 * Python's `multiprocessing.Process`.
 */
export class Process<Args extends readonly unknown[] = readonly unknown[]> {
  readonly #identity: readonly number[];
  // Free of `Args`, so that a Process of one target is a Process like any other.
  readonly #target: ((...args: readonly unknown[]) => unknown) | undefined;
  readonly #args: readonly unknown[];
  readonly #resourceLimits: ResourceLimits | undefined;
  readonly #ownIdent: number | undefined;
  /** Of the context that it was made by. */
  readonly #method: StartMethod | undefined = contextMethod();
  #name: string;
  #daemon: boolean;
  /** Of a child: its key, or the memory in which its parent's will be made. */
  #authkey: ProcessKey | undefined;
  #handle: Child | undefined;
  #closed = false;
  #sentinel: Sentinel | undefined;

  /** @throws {TypeError} for an option that is not known or of the wrong kind, by its name. */
  constructor(options: ProcessOptions<Args> = {}) {
    checkProcessOptions(options);
    this.#identity = standing?.identity ?? nextChildIdentity();
    this.#ownIdent = standing?.ownIdent;
    this.#handle = standing?.handle;
    standing = undefined;
    this.#target = options.target as ((...args: readonly unknown[]) => unknown) | undefined;
    this.#args = options.args ?? [];
    this.#name = options.name ?? `Process-${this.#identity.join(':')}`;
    this.#daemon = options.daemon ?? threadIdentity().daemon;
    this.#resourceLimits = options.resourceLimits;
    if (this.#ownIdent === undefined) this.#authkey = ownKey();
  }

  /** What runs in the new process; a subclass overrides it. Calls the target. */
  run(): unknown {
    const target = this.#target;
    return target?.(...this.#args);
  }

  /**
   * Starts the process and returns; nothing is guaranteed to have happened in it before it is joined.
   * @throws {ProcessStateError} on the second call, and in a daemon, which may have no children.
   * @throws {MissingGuardError} where a worker that loads the script arrives here.
   */
  start(): void {
    this.#assertOpen('start');
    if (this.#handle !== undefined || this.#ownIdent !== undefined) {
      throw new ProcessStateError(`${this.#name} cannot be started twice: make a new Process`);
    }
    assertMayStart('Process.start()');
    const { daemon, poolWorker, name } = threadIdentity();
    if (daemon && !poolWorker) {
      throw new ProcessStateError(`${name} is a daemon and may have no children: ${this.#name} was not started`);
    }
    const method = this.#method ?? startMethodInForce();
    const { job, journeys } = createProcessJob(this.#call(method), captureCaller());
    this.#handle = startChild({
      method,
      name: this.#name,
      identity: this.#identity,
      daemon: this.#daemon,
      job,
      resourceLimits: this.#resourceLimits,
      authkey: this.#authkey,
      claimed: (thread) => {
        for (const journey of journeys) journey.departTo(thread);
      },
    });
    objects.set(this.#handle, this);
    if (isSerialRun() && !this.#daemon) this.#runAlone();
  }

  /** Resolves when the process has ended, or after `timeoutMs`; `exitcode` tells which. Rejects for what is no number. */
  async join(timeoutMs?: number): Promise<void> {
    milliseconds('join(timeoutMs)', timeoutMs);
    const child = this.#toJoin();
    const wait = openJoin(child);
    await child.control.waitEnded(timeoutMs, this.#end());
    closeJoin(child, wait);
    exitIfRefused();
  }

  /** The same, blocking this thread. */
  joinSync(timeoutMs?: number): void {
    milliseconds('joinSync(timeoutMs)', timeoutMs);
    const child = this.#toJoin();
    const wait = openJoin(child);
    child.control.waitEndedSync(timeoutMs, this.#end());
    closeJoin(child, wait);
    exitIfRefused();
  }

  /** Whether it has been started and has not ended. */
  isAlive(): boolean {
    this.#assertOpen('isAlive');
    if (this.#ownIdent !== undefined) return true;
    return this.#handle?.alive ?? false;
  }

  /** Stops the process at once, with exit code -15: its `finally` blocks and exit handlers do not run. */
  terminate(): void {
    this.#started('terminate').stop(15);
  }

  /** As `terminate`, with exit code -9. */
  kill(): void {
    this.#started('kill').stop(9);
  }

  /** Gives up the object: every later use of it throws. Throws while the process runs. */
  close(): void {
    if (this.#handle?.alive === true) {
      throw new ProcessStateError(`${this.#name} cannot be closed while it runs: join() or terminate() it first`);
    }
    this.#closed = true;
  }

  /** May be changed at any time; it has no meaning but to tell processes apart. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    if (typeof name !== 'string') throw new TypeError(`name: expected a string, found ${kindOf(name)}`);
    this.#name = name;
  }

  /** Whether it is stopped when its parent has nothing left to do. Throws ProcessStateError when set after the start. */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (typeof daemon !== 'boolean') throw new TypeError(`daemon: expected a boolean, found ${kindOf(daemon)}`);
    if (this.#handle !== undefined) {
      throw new ProcessStateError(`${this.#name} has started: whether it is a daemon is settled by then`);
    }
    this.#daemon = daemon;
  }

  /**
   * The secret of this process, by which managers know each other where they are given none: 32 random bytes, the same in all
   * processes of the program. Setting it, to a text or bytes, holds for this process and for those that are made here
   * afterwards. Throws TypeError for what is no secret, ProcessStateError when it is set after the start.
   */
  get authkey(): Uint8Array {
    this.#assertOpen('authkey');
    return bytesOfKey(this.#authkey ?? ownKey());
  }

  set authkey(authkey: string | Uint8Array) {
    const key = keyBytes(authkey);
    if (this.#handle !== undefined) {
      throw new ProcessStateError(`${this.#name} has started: its authkey is settled by then`);
    }
    if (this.#ownIdent === undefined) this.#authkey = key;
    else setOwnKey(key);
  }

  /** The operating system's process id: threads share their program's. Undefined before the start. */
  get pid(): number | undefined {
    this.#assertOpen('pid');
    return this.#ownIdent === undefined ? this.#handle?.pid : process.pid;
  }

  /** Unique per process of the program: its thread id, or process id. Undefined before the start. */
  get ident(): number | undefined {
    this.#assertOpen('ident');
    return this.#ownIdent ?? this.#handle?.ident;
  }

  /** null before the end; 0 at the end of the target, 1 after an error, n after `process.exit(n)`, -15 terminated, -9 killed. */
  get exitcode(): number | null {
    this.#assertOpen('exitcode');
    return this.#handle?.control.exitCode ?? null;
  }

  /** For `wait`: becomes ready when the process has ended; always the same object. Throws before the start. */
  get sentinel(): Sentinel {
    const { control } = this.#started('sentinel');
    return (this.#sentinel ??= new Sentinel(control, this.name));
  }

  /** The user's class, where the object is of one. */
  get #subclass(): AnyFunction | undefined {
    return isProcess(this.constructor) ? undefined : (this.constructor as AnyFunction);
  }

  #call(method: StartMethod): Call {
    return {
      rawMemory: method === 'thread',
      target: this.#target,
      args: this.#args,
      subclass: this.#subclass,
      fields: Object.fromEntries(Object.entries(this)),
    };
  }

  /** In a serial run nothing goes on beside a process; a daemon serves others, and does. Throws DeadlockError. */
  #runAlone(): void {
    const wait = openJoin(this.#handle!);
    const what = (): string => `the end of ${this.#name}, which a serial run lets run alone`;
    this.#handle!.control.waitEndedSync(undefined, { ...this.#end(), what });
    closeJoinWait(wait);
  }

  /** What a join waits for. */
  #end(): Awaited {
    return endOf(this.#name, this.#handle!.thread);
  }

  #assertOpen(call: string): void {
    if (this.#closed) throw new ProcessStateError(`${call} on ${this.#name}, which is closed`);
  }

  #started(call: string): Child {
    this.#assertOpen(call);
    if (this.#handle === undefined)
      throw new ProcessStateError(`${call}() on ${this.#name}, which has not been started`);
    return this.#handle;
  }

  #toJoin(): Child {
    this.#assertOpen('join');
    if (this.#ownIdent !== undefined) throw new ProcessStateError(`${this.#name} cannot join itself`);
    if (this.#handle === undefined) {
      throw new ProcessStateError(`join() on ${this.#name}, which has not been started: only a started process ends`);
    }
    return this.#handle;
  }
}

/** Not asked inside of the class: the bundler would rename it there, and its name is seen. */
function isProcess(constructor: unknown): boolean {
  return constructor === Process;
}

/**
 * In a new process: the object that stands for it, of the user's own class where there is one. The class's constructor
 * does not run; its fields have travelled.
 */
export function reviveProcess(
  ownIdent: number,
  identity: readonly number[],
  options: ProcessOptions<readonly unknown[]>,
  subclass: unknown = Process,
  fields: object = {},
): Process {
  standing = { identity, ownIdent };
  const process: unknown = Reflect.construct(Process, [options], subclass as typeof Process);
  return Object.assign(process as Process, fields);
}

const objects = new WeakMap<Child, Process>();

/** The object of a child: the one that started it, or one that is made for a pool's worker. */
export function processOf(handle: Child, identity: readonly number[] = []): Process {
  let process = objects.get(handle);
  if (process === undefined) {
    standing = { identity, handle };
    process = new Process({ name: handle.name, daemon: handle.daemon });
    objects.set(handle, process);
  }
  return process;
}
