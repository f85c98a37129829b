/**
 * Node hands a worker's output to the main thread, which shows it when its event loop turns: late while it computes, never
 * once it calls `process.exit`. Here the worker writes to the descriptor itself.
 */
import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import type { TerminalShape } from '../../../protocol/src/worker.ts';

interface Chunk {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}
type Done = (error?: Error | null) => void;

/** The members of a stream that decide where its bytes go. */
interface OutputStream extends Writable {
  _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void;
  _writev?(chunks: readonly Chunk[], done: Done): void;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Makes `process.stdout` or `process.stderr` of this worker write directly. The stream is made on first use, as before. */
export function installDirectOutput(name: 'stdout' | 'stderr', shape: TerminalShape | null): void {
  const original = Object.getOwnPropertyDescriptor(process, name);
  if (original?.get === undefined) return;
  const fd = name === 'stdout' ? 1 : 2;
  let direct: Writable | undefined;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get: () => (direct ??= redirect(original.get?.call(process) as OutputStream, fd, shape)),
  });
}

function redirect(stream: OutputStream, fd: number, shape: TerminalShape | null): Writable {
  stream._write = (chunk, encoding, done) => done(writeAll(fd, chunk, encoding));
  stream._writev = (chunks, done) => {
    let failure: Error | null = null;
    for (const { chunk, encoding } of chunks) failure ??= writeAll(fd, chunk, encoding);
    done(failure);
  };
  Object.assign(stream, { fd }, shape !== null && { isTTY: true, ...shape });
  return stream;
}

/** Writes every byte; a pipe whose reader is slow is waited for. Gives the error that ended it, if one did. */
export function writeAll(fd: number, chunk: Buffer | string, encoding: BufferEncoding): Error | null {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (!('code' in error) || error.code !== 'EAGAIN') return error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
  return null;
}
