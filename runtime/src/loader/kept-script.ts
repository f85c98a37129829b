/**
 * Runs a script of ours with V8's code of its functions from disk. Node's own cache holds what V8 had compiled before the
 * script ran; but most functions are compiled when they are first called, which took 2.5 ms of each worker's start. Who
 * starts the workers reads both, once, into memory that they share.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import type { SharedScript } from '../../../protocol/src/worker.ts';
import { threadId } from '../node-threads.ts';
import { boundFolder } from './bound-folder.ts';

/** The last characters of a script name its content. */
const HASH_CHARS = 8;
const CHECK_BYTES = 4;
/** Every so many bytes are looked at before V8 trusts them: enough to see a block that never reached the disk. */
const CHECK_STEP = 256;

/** The rest of the folder is Node's. An entry is written once per version of the package and of Node. */
const BOUNDS = {
  isEntry: (name: string): boolean => name.startsWith('worker-'),
  mostFiles: 16,
  mostBytes: 64 * 1024 * 1024,
};

/** A script that no other thread has. */
export interface OwnScript extends Omit<SharedScript, 'text' | 'code'> {
  readonly text: string;
  readonly code: Uint8Array<ArrayBuffer> | null;
}

/** For this thread alone what `ScriptSource` has for several. Throws where the script cannot be read. */
export function readScript(file: string, folder: string | null, use: string): OwnScript {
  const text = readFileSync(file, 'latin1');
  const keepIn = folder === null ? null : path.join(folder, entryName(text.slice(-HASH_CHARS), use));
  const code = keepIn === null ? null : readCode(keepIn);
  return { file, url: pathToFileURL(file).href, text, code, keepIn };
}

/** A script, as who starts workers has it. */
export class ScriptSource {
  readonly #file: string;
  #text: SharedArrayBuffer | undefined;
  readonly #known = new Map<string, SharedScript>();

  /** Reads nothing yet. The text must be ASCII, and end in a hash of itself. */
  constructor(file: string) {
    this.#file = file;
  }

  /**
   * The script for one worker. `folder` is where its code is kept, null for nowhere; `use` keeps apart what is used for
   * different ends and so calls different functions. Throws where the script cannot be read.
   */
  read(folder: string | null, use: string): SharedScript {
    const known = this.#known.get(use);
    // V8 may refuse what was found: one worker of the program tries to do better.
    if (known?.code) return known.keepIn === null ? known : this.#remember(use, { ...known, keepIn: null });
    const text = (this.#text ??= toShared(readFileSync(this.#file)));
    const hash = Buffer.from(text, text.byteLength - HASH_CHARS).toString('latin1');
    const keepIn = folder === null ? null : path.join(folder, entryName(hash, use));
    const url = pathToFileURL(this.#file).href;
    const code = keepIn === null ? null : readCode(keepIn);
    return this.#remember(use, { file: this.#file, url, text, code: code && toShared(code), keepIn });
  }

  #remember(use: string, script: SharedScript): SharedScript {
    this.#known.set(use, script);
    return script;
  }
}

/** V8 refuses the code of another build of itself; the name only keeps versions from taking each other's place. */
function entryName(hash: string, use: string): string {
  return `worker-${hash}-${use}-${process.version}-${process.arch}`;
}

function readCode(entry: string): Uint8Array<ArrayBuffer> | null {
  let bytes: Buffer<ArrayBuffer>;
  try {
    bytes = readFileSync(entry);
  } catch {
    // No entry yet, or not readable.
    return null;
  }
  const end = bytes.length - CHECK_BYTES;
  return end > 0 && checkOf(bytes, end) === bytes.readUInt32LE(end) ? bytes.subarray(0, end) : null;
}

function toShared(bytes: Uint8Array): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  return shared;
}

/** A script that has run. */
export interface RunScript {
  readonly value: unknown;
  /** Keeps the code of all functions that have been called, where that is wanted. A few ms, once per machine. */
  readonly keep: () => void;
}

/** In a worker or a process of our own: runs the script. Throws what it throws. */
export function runScript({ file, text, code, keepIn }: SharedScript | OwnScript): RunScript {
  const script = new Script(typeof text === 'string' ? text : Buffer.from(text).toString('latin1'), {
    filename: file,
    ...(code !== null && { cachedData: code instanceof Uint8Array ? code : Buffer.from(code) }),
  });
  const isKept = code !== null && script.cachedDataRejected === false;
  return {
    value: script.runInThisContext(),
    keep: () => (isKept || keepIn === null ? undefined : writeCode(keepIn, script.createCachedData())),
  };
}

/** Others see the whole entry or none: it is written beside and renamed, once the bytes are on the disk. */
function writeCode(entry: string, code: Buffer): void {
  const beside = `${entry}.${process.pid}.${threadId()}`;
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32LE(checkOf(code, code.length));
  try {
    const fd = openSync(beside, 'wx');
    try {
      writeFileSync(fd, code);
      writeFileSync(fd, check);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(beside, entry);
    boundFolder(path.dirname(entry), BOUNDS);
  } catch {
    // A full or read-only disk costs speed only; what was begun is taken away where that is possible.
    try {
      rmSync(beside, { force: true });
    } catch {
      // Nothing was written, or it cannot be removed either.
    }
  }
}

function checkOf(bytes: Buffer, end: number): number {
  let sum = end;
  for (let at = 0; at < end; at += CHECK_STEP) sum = (Math.imul(sum, 31) + bytes[at]!) | 0;
  return sum >>> 0;
}
