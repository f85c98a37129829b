/** Workers that end by an error, by an exit code or by a crash. */
import { ExitReason, FailureCause, RowKind } from '../../../trace/src/vocabulary.ts';
import { LINES, computing, repeat } from '../code.ts';
import { SimPool } from '../objects.ts';
import type { Code, Program, Started } from '../program.ts';
import { num, type Lines, type Scenario } from '../scenario.ts';

interface Death {
  /** What is told of it; undefined = only the exit code. */
  readonly failure?: { readonly cause: number; readonly text: string };
  readonly exitCode: number;
  readonly foreign?: boolean;
}

/** One of several processes dies after a while, if the lines say so; then, or else later, the others end by themselves. */
function mortals(program: Program, lines: Lines, death: Death): void {
  program.main(function* (main) {
    const ms = num(lines, 'ms');
    const { foreign = false } = death;
    const begin = (code: Code): Started =>
      foreign
        ? program.begin('Worker', { line: LINES.create, foreign }, code)
        : program.process({ line: LINES.create }, code);
    const all = repeat(num(lines, 'workers'), () => computing(ms)).map(begin);
    yield* main.sleep(ms / 2);
    const [one] = all;
    if (one !== undefined && lines['dies'] === true) kill(program, one, death);
    yield* main.until(() => all.every(({ over }) => over));
  });
}

function kill(program: Program, one: Started, { failure, exitCode }: Death): void {
  const { writer, machine } = program;
  const time = machine.nowMs * 1e6;
  if (failure !== undefined) {
    writer.row({ kind: RowKind.failure, thread: one.index, time, value: failure.cause, text: failure.text });
  }
  one.over = true;
  machine.end(one.index);
  writer.exit(one.index, machine.nowMs, exitCode, ExitReason.died);
}

function scenario(name: string, death: Death): Scenario {
  return {
    name,
    draw: (random) => ({ cores: 4, workers: 2 + random.below(3), ms: 200 + random.below(100), dies: true }),
    program: (program, lines) => mortals(program, lines, death),
    twin: (lines) => ({ ...lines, dies: false }),
    line: LINES.create,
  };
}

const inPool: Scenario = {
  name: 'a task calls process.exit; that of the twin returns, and main terminates the pool in the middle of the others',
  draw: (random) => ({ cores: 4, workers: 2 + random.below(3), ms: 200 + random.below(100), dies: true }),
  program: (program, lines) =>
    program.main(function* (main) {
      const size = num(lines, 'workers');
      const pool = new SimPool(program, { size, line: LINES.create });
      const tasks = repeat(size, () => computing(num(lines, 'ms')));
      yield* pool.submit(main, tasks, { line: LINES.submit, chunksize: 1 });
      yield* main.sleep(num(lines, 'ms') * 0.9);
      const [one] = pool.workers;
      if (one !== undefined && lines['dies'] === true) kill(program, one, { exitCode: 3 });
      pool.terminate();
    }),
  twin: (lines) => ({ ...lines, dies: false }),
  line: LINES.create,
};

export const workerDied: readonly Scenario[] = [
  scenario('a process throws; that of the twin returns', {
    failure: { cause: FailureCause.uncaught, text: 'RangeError: out of range' },
    exitCode: 1,
  }),
  scenario('a process awaits what nothing can settle; that of the twin does not', {
    failure: { cause: FailureCause.unsettled, text: '' },
    exitCode: 13,
  }),
  scenario('a process runs out of memory; that of the twin does not', {
    failure: { cause: FailureCause.outOfMemory, text: 'Error: out of memory' },
    exitCode: 1,
  }),
  scenario('a process calls process.exit(3); that of the twin returns', { exitCode: 3 }),
  scenario('a worker of the program’s own throws; that of the twin does not', {
    failure: { cause: FailureCause.uncaught, text: 'TypeError: no function' },
    exitCode: 1,
    foreign: true,
  }),
  inPool,
];
