/** Pieces of which the programs of the corpus are written. */
import type { Body } from './machine.ts';
import type { Code, Program } from './program.ts';
import { SimPool, type MapOptions } from './objects.ts';

/** Lines of main.ts: where pools are made and processes started, where work is handed in, where messages are put and taken. */
export const LINES = { create: 10, submit: 20, put: 30, get: 40, join: 50, lock: 60 } as const;

/** A function that computes. */
export const computing =
  (ms: number): Code =>
  (thread) =>
    thread.compute(ms);

/** A function that computes, and then awaits something that needs no core. */
export const asking = (cpuMs: number, waitMs: number): Code =>
  function* (thread) {
    yield* thread.compute(cpuMs);
    yield* thread.sleep(waitMs);
  };

/** The same function for each of so many items. */
export function repeat(count: number, codeOf: (item: number) => Code): Code[] {
  return Array.from({ length: count }, (_, item) => codeOf(item));
}

export interface MapProgram extends Omit<MapOptions, 'line'> {
  readonly workers: number;
  readonly initializerMs?: number;
  /** What main does before it makes the pool, and behind the map. */
  readonly before?: Code;
  readonly behind?: Code;
}

/** `await using pool = new Pool(workers); await pool.map(f, tasks)`: what most programs are. */
export function mapProgram(program: Program, tasks: readonly Code[], options: MapProgram): void {
  const { workers, initializerMs = 0, before = nothing, behind = nothing } = options;
  program.main(function* (main) {
    yield* before(main);
    const pool = new SimPool(program, { size: workers, line: LINES.create, initializerMs });
    yield* pool.map(main, tasks, { ...options, line: LINES.submit });
    yield* behind(main);
    pool.terminate();
  });
}

/** Starts a process per piece of code, all on one line, and joins them. */
export function processProgram(program: Program, pieces: readonly Code[], behind: Code = nothing): void {
  program.main(function* (main) {
    const started = pieces.map((code) => program.process({ line: LINES.create }, code));
    yield* behind(main);
    yield* program.join(main, started, LINES.join);
  });
}

export function* nothing(): Body {
  // Nothing.
}

/** Runs one after the other. */
export const inTurn = (...pieces: readonly Code[]): Code =>
  function* (thread) {
    for (const piece of pieces) yield* piece(thread);
  };
