/** Tasks that wait for something outside. */
import { LINES, asking, computing, inTurn, mapProgram, nothing, processProgram, repeat } from '../code.ts';
import { SimPool, SimQueue } from '../objects.ts';
import type { Code } from '../program.ts';
import { num, type Scenario } from '../scenario.ts';

const requests: Scenario = {
  name: 'a pool whose tasks ask a server and wait for its answer; the twin computes the answer',
  draw: (random) => ({
    cores: 2 + random.below(5),
    rounds: 8 + random.below(8),
    ms: random.between(25, 60),
    waits: true,
  }),
  program: (program, lines) => {
    const task = lines['waits'] === true ? asking(1, num(lines, 'ms')) : computing(num(lines, 'ms'));
    const workers = num(lines, 'cores');
    mapProgram(
      program,
      repeat(workers * num(lines, 'rounds'), () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, waits: false }),
  line: LINES.submit,
};

const downloads: Scenario = {
  name: 'processes that each fetch page after page; the twin has them in its cache',
  draw: (random) => ({
    cores: 4,
    processes: 2 + random.below(3),
    pages: 10 + random.below(10),
    wait: random.between(15, 40),
    cpu: random.between(6, 8),
  }),
  program: (program, lines) => {
    const page = asking(num(lines, 'cpu'), num(lines, 'wait'));
    const fetchAll: Code = inTurn(...repeat(num(lines, 'pages'), () => page));
    processProgram(
      program,
      repeat(num(lines, 'processes'), () => fetchAll),
    );
  },
  twin: (lines) => ({ ...lines, wait: 0.5 }),
  line: LINES.create,
};

const halfAndHalf: Scenario = {
  name: 'tasks that wait twice as long as they compute; those of the twin a third of it',
  draw: (random) => ({
    cores: 2 + random.below(3),
    rounds: 12 + random.below(6),
    cpu: random.between(10, 20),
    waitFactor: 2,
  }),
  program: (program, lines) => {
    const [cpu, workers] = [num(lines, 'cpu'), num(lines, 'cores')];
    const task = asking(cpu, cpu * num(lines, 'waitFactor'));
    mapProgram(
      program,
      repeat(workers * num(lines, 'rounds'), () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, waitFactor: 0.3 }),
  line: LINES.submit,
};

const oneByOne: Scenario = {
  name: 'each task awaits its requests one by one; the twin all together (Promise.all)',
  draw: (random) => ({
    cores: 2 + random.below(3),
    requests: 6 + random.below(5),
    cpu: random.between(3, 6),
    wait: random.between(15, 25),
    together: false,
  }),
  program: (program, lines) => {
    const [count, cpu, wait] = [num(lines, 'requests'), num(lines, 'cpu'), num(lines, 'wait')];
    // Together, the answers come while the others are being read.
    const together = inTurn(computing(count * cpu), asking(0, Math.max(0, wait - (count * cpu) / 2)));
    const task = lines['together'] === true ? together : inTurn(...repeat(count, () => asking(cpu, wait)));
    const workers = num(lines, 'cores');
    mapProgram(
      program,
      repeat(workers * 5, () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, together: true }),
  line: LINES.submit,
};

const manyWorkers: Scenario = {
  name: 'many more workers than cores, for requests; in the twin they do sums',
  draw: (random) => ({ workers: 6 + random.below(6), ms: random.between(30, 50), cpu: 1 }),
  program: (program, lines) => {
    const workers = num(lines, 'workers');
    const task = asking(num(lines, 'cpu'), Math.max(0, num(lines, 'ms') - num(lines, 'cpu')));
    mapProgram(
      program,
      repeat(workers * 8, () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, cpu: 30 }),
  twinHas: ['oversubscription'],
  line: LINES.submit,
};

const busyMachine: Scenario = {
  name: 'requests while other programs keep the machine busy; the twin does sums meanwhile',
  draw: (random) => ({
    cores: 2 + random.below(3),
    others: 1 + random.below(3),
    ms: random.between(40, 60),
    waits: true,
  }),
  program: (program, lines) => {
    const workers = num(lines, 'cores');
    const task = lines['waits'] === true ? asking(0.5, num(lines, 'ms')) : computing(num(lines, 'ms'));
    mapProgram(
      program,
      repeat(workers * 10, () => task),
      { workers, chunksize: 1 },
    );
  },
  twin: (lines) => ({ ...lines, waits: false }),
  line: LINES.submit,
};

const nested: Scenario = {
  name: 'a worker whose own pool asks a server; in the twin the inner pool computes, and to wait for it is no I/O',
  draw: (random) => ({
    cores: 3 + random.below(2),
    rounds: 8 + random.below(5),
    ms: random.between(30, 50),
    waits: true,
  }),
  program: (program, lines) => {
    const size = num(lines, 'cores');
    const inner = lines['waits'] === true ? asking(1, num(lines, 'ms')) : computing(num(lines, 'ms'));
    const outer: Code = function* (thread) {
      const pool = new SimPool(program, { size, line: LINES.create, parent: thread.index });
      yield* pool.map(
        thread,
        repeat(size * num(lines, 'rounds'), () => inner),
        { line: LINES.submit, chunksize: 1 },
      );
      pool.terminate();
    };
    processProgram(program, [outer], nothing);
  },
  twin: (lines) => ({ ...lines, waits: false }),
  line: LINES.submit,
};

const slowConsumers: Scenario = {
  name: 'workers take messages from main and write each to a database; the twin computes with it',
  draw: (random) => ({
    cores: 4,
    workers: 2 + random.below(3),
    messages: 12 + random.below(8),
    ms: random.between(20, 40),
    waits: true,
  }),
  program: (program, lines) =>
    program.main(function* (main) {
      const queue = new SimQueue(program, 5, 4);
      const [workers, messages, ms] = [num(lines, 'workers'), num(lines, 'messages'), num(lines, 'ms')];
      const consume: Code = function* (thread) {
        for (let i = 0; i < messages; i++) {
          yield* queue.get(thread, LINES.get);
          yield* (lines['waits'] === true ? asking(1, ms) : computing(ms))(thread);
        }
      };
      const started = repeat(workers, () => consume).map((code) => program.process({ line: LINES.create }, code));
      for (let i = 0; i < workers * messages; i++) yield* queue.put(main, LINES.put, 0.05);
      yield* program.join(main, started, LINES.join);
    }),
  twin: (lines) => ({ ...lines, waits: false }),
  line: LINES.create,
};

export const ioBound: readonly Scenario[] = [
  requests,
  downloads,
  halfAndHalf,
  oneByOne,
  manyWorkers,
  busyMachine,
  nested,
  slowConsumers,
];
