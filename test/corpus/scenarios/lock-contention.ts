/** Workers that stand in line at one lock. */
import { LINES, computing, inTurn, mapProgram, nothing, processProgram, repeat } from '../code.ts';
import type { Body } from '../machine.ts';
import { SimLock } from '../objects.ts';
import type { Code, Thread } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

/** Computes under the lock and without it. */
const locked = (lock: SimLock, heldMs: number, freeMs: number): Code =>
  function* (thread) {
    yield* lock.with(thread, LINES.lock, thread.compute(heldMs));
    yield* thread.compute(freeMs);
  };

const everyPoint: Scenario = {
  name: 'each process takes the lock for every point; those of the twin do most of it without',
  draw: (random) => ({ cores: 4, processes: 2 + random.below(3), points: 40 + random.below(20), held: 6 }),
  program: (program, lines) => {
    const lock = new SimLock(program, 5);
    const point = locked(lock, num(lines, 'held'), 7 - num(lines, 'held'));
    processProgram(
      program,
      repeat(num(lines, 'processes'), () => inTurn(...repeat(num(lines, 'points'), () => point))),
    );
  },
  twin: (lines) => ({ ...lines, held: 0.1 }),
  line: LINES.lock,
};

const poolTasks: Scenario = {
  name: 'tasks of a pool write to one table under its lock; the twin returns what it would write',
  draw: (random) => ({
    cores: 3 + random.below(3),
    rounds: 12 + random.below(6),
    held: random.between(8, 12),
    locks: true,
  }),
  program: (program, lines) => {
    const lock = new SimLock(program, 5);
    const held = num(lines, 'held');
    const task = lines['locks'] === true ? locked(lock, held, 2) : computing(held + 2);
    const workers = num(lines, 'cores');
    mapProgram(
      program,
      repeat(workers * num(lines, 'rounds'), () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, locks: false }),
  line: LINES.lock,
};

const oneForAll: Scenario = {
  name: 'one lock for all rows of a table; the twin has one per row',
  draw: (random) => ({ cores: 4, items: 40 + random.below(20), ms: random.between(5, 9), locks: 1 }),
  program: (program, lines) => {
    const locks = repeat(num(lines, 'locks'), () => nothing).map(() => new SimLock(program, 5));
    const row = (process: number): Code => locked(locks[process % locks.length]!, num(lines, 'ms'), 0.5);
    processProgram(
      program,
      repeat(4, (process) => inTurn(...repeat(num(lines, 'items'), () => row(process)))),
    );
  },
  twin: (lines) => ({ ...lines, locks: 4 }),
  line: LINES.lock,
};

const underIo: Scenario = {
  name: 'the lock is held while a file is written; in the twin the file is written before',
  draw: (random) => ({ cores: 6, items: 12 + random.below(8), ms: random.between(8, 12), inside: true }),
  program: (program, lines) => {
    const lock = new SimLock(program, 5);
    const inside = lines['inside'] === true;
    const item: Code = function* (thread: Thread): Body {
      yield* thread.compute(num(lines, 'ms') * 2);
      if (!inside) yield* thread.sleep(num(lines, 'ms'));
      yield* lock.with(thread, LINES.lock, inside ? thread.sleep(num(lines, 'ms')) : thread.compute(0.1));
    };
    processProgram(
      program,
      repeat(6, () => inTurn(...repeat(num(lines, 'items'), () => item))),
    );
  },
  twin: (lines) => ({ ...lines, inside: false }),
  line: LINES.lock,
};

const counter: Scenario = {
  name: 'a counter that is raised after every step, in a slow way; that of the twin is quick',
  draw: (random) => ({ cores: 4, steps: 120 + random.below(60), held: 1.2 }),
  program: (program, lines) => {
    const lock = new SimLock(program, 5);
    const step = locked(lock, num(lines, 'held'), 1.5);
    processProgram(
      program,
      repeat(4, () => inTurn(...repeat(num(lines, 'steps'), () => step))),
    );
  },
  twin: (lines) => ({ ...lines, held: 0.05 }),
  line: LINES.lock,
};

const mainHolds: Scenario = {
  name: 'main holds the lock that its workers need while it writes a report; main of the twin lets go of it first',
  draw: (random) => ({ cores: 4, workers: 2 + random.below(2), ms: 140 + random.below(40), holds: true }),
  program: (program, lines) => {
    const lock = new SimLock(program, 5);
    const work: Code = function* (thread) {
      yield* thread.compute(40);
      yield* lock.with(thread, LINES.lock, thread.compute(1));
      yield* thread.compute(120);
    };
    const ms = num(lines, 'ms');
    processProgram(
      program,
      repeat(num(lines, 'workers'), () => work),
      function* (main) {
        if (lines['holds'] === true) yield* lock.with(main, LINES.lock + 1, main.compute(ms));
        else yield* main.compute(ms);
      },
    );
  },
  twin: (lines) => ({ ...lines, holds: false }),
  line: LINES.lock,
};

export const lockContention: readonly Scenario[] = [everyPoint, poolTasks, oneForAll, underIo, counter, mainHolds];
