/**
 * Runs a script of ours with V8's code of its functions from disk. Node's own cache holds what V8 had compiled before the
 * script ran; but most functions are compiled when they are first called, which took 2.5 ms of each worker's start.
 */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { threadId } from 'node:worker_threads';

const CHECK_BYTES = 4;
/** Every so many bytes are looked at before V8 trusts them: enough to see a block that never reached the disk. */
const CHECK_STEP = 256;

export interface KeptScript {
  /** The value of the script. */
  readonly value: unknown;
  /** Keeps the code of all functions that have been called, unless it is kept already. A few ms, once per machine. */
  readonly keep: () => void;
}

/**
 * Runs a script whose name changes with its content, and whose text is ASCII. `folder` is where its code is kept, null for
 * nowhere; `use` keeps apart what is used for different ends and so calls different functions. Throws what the script throws.
 */
export function runKeptScript(file: string, folder: string | null, use: string): KeptScript {
  const entry = folder === null ? null : path.join(folder, entryName(file, use));
  const kept = entry === null ? undefined : readCode(entry);
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    ...(kept !== undefined && { cachedData: kept }),
  });
  const isKept = entry === null || (kept !== undefined && script.cachedDataRejected === false);
  return {
    value: script.runInThisContext(),
    keep: () => (isKept ? undefined : writeCode(entry, script.createCachedData())),
  };
}

/** V8 refuses the code of another build of itself; the name only keeps versions from taking each other's place. */
function entryName(file: string, use: string): string {
  return `${path.basename(file, '.js')}-${use}-${process.version}-${process.arch}`;
}

function readCode(entry: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(entry);
  } catch {
    // No entry yet, or not readable.
    return undefined;
  }
  const end = bytes.length - CHECK_BYTES;
  return end > 0 && checkOf(bytes, end) === bytes.readUInt32LE(end) ? bytes.subarray(0, end) : undefined;
}

/** Others see the whole entry or none: it is written beside and renamed, once the bytes are on the disk. */
function writeCode(entry: string, code: Buffer): void {
  const beside = `${entry}.${process.pid}.${threadId}`;
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
