/**
 * JavaScript of transformed files, kept on disk between runs: one entry per file and options. An entry holds the source it
 * was made from and is used only for that very source, so nothing has to be hashed. Nothing here ever fails a run: what
 * cannot be read or written counts as absent.
 *
 * Layout: magic, format, byte lengths and check value as one line of text; the source; the JavaScript.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { threadId } from '../node-threads.ts';
import { boundFolder } from './bound-folder.ts';
import { makeFolders } from './make-folders.ts';
import { userCacheFolder } from './user-cache-folder.ts';

const MAGIC = 'parascope-js-1';
/** The first line is padded to this, so that the rest begins at a fixed place. */
const HEADER_BYTES = 96;

export type ModuleFormat = 'module' | 'commonjs';

export interface Transformed {
  readonly format: ModuleFormat;
  readonly code: string;
}

/** The entry for `source`, or `undefined`. `key` names everything else that the result depends on. */
export function readTransformed(key: string, source: Buffer): Transformed | undefined {
  let entry: Buffer;
  try {
    entry = readFileSync(entryFile(key));
  } catch {
    // No entry yet, or not readable: transform again.
    return undefined;
  }
  const [magic, format, sourceBytes, codeBytes, check] = entry.toString('latin1', 0, HEADER_BYTES).trimEnd().split(' ');
  if (magic !== MAGIC || (format !== 'module' && format !== 'commonjs')) return undefined;
  const codeStart = HEADER_BYTES + Number(sourceBytes);
  const code = entry.subarray(codeStart);
  if (source.length !== Number(sourceBytes) || code.length !== Number(codeBytes)) return undefined;
  if (source.compare(entry, HEADER_BYTES, codeStart) !== 0 || checkOf(code) !== Number(check)) return undefined;
  return { format, code: code.toString('utf8') };
}

/** Keeps a result. Others see the whole entry or none: it is written beside and renamed. */
export function writeTransformed(key: string, source: Buffer, { format, code }: Transformed): void {
  const bytes = Buffer.from(code, 'utf8');
  const header = `${MAGIC} ${format} ${source.length} ${bytes.length} ${checkOf(bytes)}`.padEnd(HEADER_BYTES);
  const file = entryFile(key);
  const beside = `${file}.${process.pid}.${threadId()}`;
  try {
    makeFolders(path.dirname(file));
    writeFileSync(beside, Buffer.concat([Buffer.from(header, 'latin1'), source, bytes]));
    renameSync(beside, file);
    boundOnce(path.dirname(file));
  } catch {
    // A full or read-only disk costs speed only; what was begun is taken away where that is possible.
    try {
      rmSync(beside, { force: true });
    } catch {
      // Nothing was written, or it cannot be removed either.
    }
  }
}

const BOUNDS = { isEntry: (): boolean => true, mostFiles: 4000, mostBytes: 128 * 1024 * 1024 };
let bounded = false;

/** Once per thread, and only where something was written: a run that finds all it needs pays nothing. */
function boundOnce(folder: string): void {
  if (bounded) return;
  bounded = true;
  boundFolder(folder, BOUNDS);
}

function entryFile(key: string): string {
  return path.join(cacheFolder(), `${nameOf(key)}.js`);
}

let folder: string | undefined;

/** The user's cache folder for transformed files. */
export function cacheFolder(): string {
  return (folder ??= path.join(userCacheFolder(), 'parascope', 'transformed'));
}

/** A name for a key: two 32-bit FNV-1a hashes. A collision costs a transform only: entries carry their source. */
function nameOf(key: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(i), 0x85ebca6b);
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

/** Check value of an entry's JavaScript: a sum over its 32-bit words, which one changed byte changes. */
function checkOf(bytes: Buffer): number {
  const words = bytes.length >>> 2;
  let sum = bytes.length;
  for (let i = 0; i < words; i++) sum = (Math.imul(sum, 31) + bytes.readInt32LE(i << 2)) | 0;
  for (let i = words << 2; i < bytes.length; i++) sum = (Math.imul(sum, 31) + bytes[i]!) | 0;
  return sum >>> 0;
}
