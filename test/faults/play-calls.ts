/** Plays calls of a pool or an executor: each must settle, with the right results or an error that the scenario allows. */
import { Pool, ProcessPoolExecutor, type ResultStream } from 'parascope';
import type { Ledger } from './ledger.ts';
import { limited } from './waits.ts';
import type { Act, ActKind, Call, Calls } from './scenario.ts';
import { PurposeAbort, SMALL_HEAP } from './strike.ts';
import { exits, numberOf, task, throws, works } from './task.ts';

const INITIALIZERS = { none: undefined, works, throws, exits } as const;

/** What a call gave: results one by one, as far as they came, and the errors. */
interface Outcome {
  readonly values: readonly unknown[];
  readonly errors: readonly unknown[];
}

interface CallOptions {
  readonly chunksize?: number;
  readonly timeoutMs?: number;
  readonly taskTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A pool or an executor under one set of words. */
interface Crew {
  /** Begins the call, and gives its outcome. */
  run(call: Call, options: CallOptions): Promise<unknown[]> | ResultStream<unknown>;
  strike(): void;
  end(): Promise<void>;
}

/** Plays it to its end; gives what was wrong. */
export async function playCalls(scenario: Calls, ledger: Ledger): Promise<string[]> {
  const crew = scenario.of === 'Pool' ? poolCrew(scenario) : executorCrew(scenario);
  const timer = scenario.strikeMs === undefined ? undefined : setTimeout(() => crew.strike(), scenario.strikeMs);
  const outcomes = await Promise.all(
    scenario.calls.map(async (call) => {
      const outcome = await playCall(crew, call);
      ledger.touch();
      return outcome;
    }),
  );
  clearTimeout(timer);
  await crew.end();
  return scenario.calls.flatMap((call, i) =>
    wrongIn(scenario, call, outcomes[i]!).map((problem) => `call ${i} (${call.form}): ${problem}`),
  );
}

async function playCall(crew: Crew, call: Call): Promise<Outcome> {
  const values: unknown[] = [];
  const errors: unknown[] = [];
  const { chunksize, limit, taskTimeoutMs } = call;
  const all = {
    ...(call.form.startsWith('apply') ? {} : { chunksize }),
    ...(taskTimeoutMs === undefined ? {} : { taskTimeoutMs }),
  };
  const run = async (options: CallOptions): Promise<void> => {
    const result = crew.run(call, { ...all, ...options });
    if ('next' in result) await drain(result, call, { values, errors });
    else values.push(...(await result));
  };
  try {
    await limited({ way: 'async', limit }, run, () => undefined);
  } catch (error) {
    errors.push(error);
  }
  return { values, errors };
}

/** Takes all results of a stream, past its tasks' errors. */
async function drain(
  stream: ResultStream<unknown>,
  { form, leaveAfter = Infinity, acts }: Call,
  { values, errors }: { readonly values: unknown[]; readonly errors: unknown[] },
): Promise<void> {
  // More errors than tasks: it never ends.
  while (values.length < leaveAfter && errors.length <= acts.length) {
    try {
      const step = form === 'imapSync' ? stream.nextSync() : await stream.next();
      if (step.done === true) return;
      values.push(step.value);
    } catch (error) {
      errors.push(error);
      if (isOfWholeCall(error)) return;
    }
  }
  await stream.return();
}

/** Whether it is the end of the call, not only of a task. */
function isOfWholeCall(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return !['WorkerDiedError', 'TaskError', 'RangeError', 'MaybeEncodingError'].includes(name);
}

function optionsOf({ initializer, maxTasksPerChild, smallHeap }: Calls) {
  return {
    initializer: INITIALIZERS[initializer],
    maxTasksPerChild,
    ...(smallHeap ? { resourceLimits: SMALL_HEAP } : {}),
  };
}

function poolCrew(scenario: Calls): Crew {
  const { minProcesses, idleTimeoutMs } = scenario;
  const pool = new Pool(scenario.workers, { ...optionsOf(scenario), minProcesses, idleTimeoutMs });
  return {
    run: (call, options) => runInPool(pool, call, options),
    strike: () => pool.terminate(),
    end: async () => {
      pool[scenario.ending]();
      if (scenario.join === 'sync') pool.joinSync();
      else await pool.join();
    },
  };
}

function runInPool(pool: Pool, { form, acts }: Call, options: CallOptions): Promise<unknown[]> | ResultStream<unknown> {
  const spread = acts.map((act): [Act] => [act]);
  switch (form) {
    case 'map':
      return pool.map(task, acts, options);
    case 'mapSync':
      return Promise.resolve(pool.mapSync(task, acts, options));
    case 'mapAsync':
      return pool.mapAsync(task, acts, options).get();
    case 'starmap':
      return pool.starmap(task, spread, options);
    case 'imap':
    case 'imapSync':
      return pool.imap(task, acts, options);
    case 'imapUnordered':
      return pool.imapUnordered(task, acts, options);
    case 'apply':
      return pool.apply(task, spread[0]!, options).then((value) => [value]);
    case 'applySync':
      return Promise.resolve([pool.applySync(task, spread[0]!, options)]);
    case 'applyAsync':
      return pool
        .applyAsync(task, spread[0], options)
        .get()
        .then((value) => [value]);
  }
}

function executorCrew(scenario: Calls): Crew {
  const executor = new ProcessPoolExecutor(scenario.workers, optionsOf(scenario));
  return {
    run: ({ form, acts }, { chunksize, timeoutMs, signal }) => {
      // An executor's map knows no time limit of single tasks, as Python's.
      if (!form.startsWith('apply')) return executor.map(task, acts, { chunksize, timeoutMs, signal });
      const future = executor.submit(task, acts[0]!);
      if (form === 'applySync') return Promise.resolve([future.resultSync({ timeoutMs })]);
      return future.result({ timeoutMs, signal }).then((value) => [value]);
    },
    strike: () => void executor.shutdown({ wait: false, cancelFutures: true }),
    end: async () => {
      const cancelFutures = scenario.ending === 'terminate';
      if (scenario.join === 'sync') executor.shutdownSync({ cancelFutures });
      else await executor.shutdown({ cancelFutures });
    },
  };
}

const DEADLY: readonly ActKind[] = ['exit', 'unhandled', 'never', 'memory'];

/** Names of the errors that the call may end or go on with, in that scenario. */
function allowedErrors(scenario: Calls, { acts, limit, taskTimeoutMs }: Call): Set<string> {
  const allowed = new Set<string>();
  const has = (...kinds: readonly ActKind[]): boolean => acts.some(({ kind }) => kinds.includes(kind));
  if (has('throw')) allowed.add('TaskError');
  if (has('overflow')) allowed.add('RangeError');
  if (has('uncloneable')) allowed.add('MaybeEncodingError');
  if (has(...DEADLY)) allowed.add('WorkerDiedError');
  if (limit.type === 'timeout' || taskTimeoutMs !== undefined) allowed.add('TimeoutError');
  if (limit.type === 'abort') allowed.add(PurposeAbort.name);
  const breaks = scenario.initializer === 'throws' || scenario.initializer === 'exits' || scenario.smallHeap;
  if (breaks) allowed.add('PoolBrokenError');
  const someDie = scenario.calls.some((call) => call.acts.some(({ kind }) => DEADLY.includes(kind)));
  if (scenario.of === 'ProcessPoolExecutor' && (breaks || someDie)) allowed.add('BrokenProcessPool');
  if (scenario.strikeMs !== undefined) {
    const words =
      scenario.of === 'Pool' ? ['PoolTerminatedError', 'PoolStateError'] : ['CancelledError', 'ClosedError'];
    for (const name of words) allowed.add(name);
  }
  return allowed;
}

function wrongIn(scenario: Calls, call: Call, { values, errors }: Outcome): string[] {
  const allowed = allowedErrors(scenario, call);
  const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
  const problems = errors.flatMap((error) =>
    allowed.has(nameOf(error))
      ? []
      : [`it ended with ${String(error)}, not with ${[...allowed].join(', ') || 'results'}`],
  );
  return [
    ...problems,
    ...(call.form.startsWith('imap')
      ? wrongStream(scenario, call, { values, errors })
      : wrongList(call, { values, errors })),
  ];
}

function wrongList({ acts }: Call, { values, errors }: Outcome): string[] {
  if (errors.length > 0) return [];
  const right = values.length === acts.length && acts.every(({ x }, i) => numberOf(values[i]) === x * 2);
  return right ? [] : [`wrong results: ${values.map(numberOf).join(' ')}`];
}

/** A stream gives each result once, in order if it says so; and all those of chunks in which nothing goes wrong. */
function wrongStream(scenario: Calls, call: Call, { values, errors }: Outcome): string[] {
  const given = values.map(numberOf);
  const words = `of ${call.acts.length} came ${given.join(' ')}, and ${errors.map(String).join(', ') || 'no errors'}`;
  if (new Set(given).size !== given.length) return [`results came twice: ${words}`];
  const isOrdered = call.form !== 'imapUnordered' || scenario.of === 'ProcessPoolExecutor';
  const inOrder = given.every((value, i) => value !== undefined && (i === 0 || value > given[i - 1]!));
  if (isOrdered && !inOrder) return [`results came in another order: ${words}`];
  const left = call.leaveAfter !== undefined && values.length >= call.leaveAfter;
  if (left || call.taskTimeoutMs !== undefined || errors.some(isOfWholeCall)) return [];
  const missing = call.acts.filter(({ x }, i) => isSafe(call, i) && !given.includes(x * 2));
  return missing.length === 0 ? [] : [`results are lost: ${missing.map(({ x }) => x * 2).join(' ')}; ${words}`];
}

/** Whether nothing in the chunk of that item goes wrong. */
function isSafe({ acts, chunksize }: Call, index: number): boolean {
  const first = index - (index % chunksize);
  const harmless: readonly ActKind[] = ['value', 'big', 'later', 'slow'];
  return acts.slice(first, first + chunksize).every(({ kind }) => harmless.includes(kind));
}
