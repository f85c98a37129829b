/** Plays calls of a pool or an executor: each must settle, with the right results or an error that the scenario allows. */
import { Pool, ProcessPoolExecutor, type ResultStream } from 'parascope';
import type { Ledger } from './ledger.ts';
import { Props } from './props.ts';
import { limited } from './waits.ts';
import type { ActKind, Call, Calls } from './scenario.ts';
import { PurposeAbort, SMALL_HEAP } from './strike.ts';
import { exits, type Item, numberOf, task, throws, works } from './task.ts';

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
  run(form: Call['form'], items: readonly Item[], options: CallOptions): Promise<unknown[]> | ResultStream<unknown>;
  strike(): void;
  end(): Promise<void>;
}

/** Plays it to its end; gives what was wrong. */
export async function playCalls(scenario: Calls, ledger: Ledger): Promise<string[]> {
  // Not imported above: workers load what is.
  const { OnlyInMain } = await import('./only-in-main.ts');
  const props = new Props(scenario, new OnlyInMain());
  const crew = scenario.of === 'Pool' ? poolCrew(scenario) : executorCrew(scenario);
  const timer = scenario.strikeMs === undefined ? undefined : setTimeout(() => crew.strike(), scenario.strikeMs);
  const outcomes = await Promise.all(
    scenario.calls.map(async (call, i) => {
      const outcome = await playCall(crew, call, props.itemsOf(call, i));
      ledger.touch();
      return outcome;
    }),
  );
  clearTimeout(timer);
  await crew.end();
  const sent = scenario.calls.flatMap((call, i) => sentIn(props.itemsOf(call, i), outcomes[i]!));
  const problems = scenario.calls.flatMap((call, i) =>
    wrongIn(scenario, call, outcomes[i]!).map((problem) => `call ${i} (${call.form}): ${problem}`),
  );
  return [...problems, ...(await props.end(sent))];
}

/** The tasks that have said that they sent their number. */
function sentIn(items: readonly Item[], { values }: Outcome): number[] {
  const done = new Set(values.map(numberOf));
  return items.filter(({ kind, x }) => kind === 'send' && done.has(x * 2)).map(({ id }) => id);
}

async function playCall(crew: Crew, call: Call, items: readonly Item[]): Promise<Outcome> {
  const values: unknown[] = [];
  const errors: unknown[] = [];
  const { chunksize, limit, taskTimeoutMs } = call;
  const all = {
    ...(call.form.startsWith('apply') ? {} : { chunksize }),
    ...(taskTimeoutMs === undefined ? {} : { taskTimeoutMs }),
  };
  const run = async (options: CallOptions): Promise<void> => {
    const result = crew.run(call.form, items, { ...all, ...options });
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

const OF_TASKS: readonly string[] = [
  'WorkerDiedError',
  'TaskError',
  'RangeError',
  'MaybeEncodingError',
  'DeadlockError',
  'OnlyInMainError',
];

/** Whether it is the end of the call, not only of a task. */
function isOfWholeCall(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return !OF_TASKS.includes(name);
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
    run: (form, items, options) => runInPool(pool, form, items, options),
    strike: () => pool.terminate(),
    end: async () => {
      pool[scenario.ending]();
      if (scenario.join === 'sync') pool.joinSync();
      else await pool.join();
    },
  };
}

function runInPool(
  pool: Pool,
  form: Call['form'],
  items: readonly Item[],
  options: CallOptions,
): Promise<unknown[]> | ResultStream<unknown> {
  const spread = items.map((item): [Item] => [item]);
  switch (form) {
    case 'map':
      return pool.map(task, items, options);
    case 'mapSync':
      return Promise.resolve(pool.mapSync(task, items, options));
    case 'mapAsync':
      return pool.mapAsync(task, items, options).get();
    case 'starmap':
      return pool.starmap(task, spread, options);
    case 'imap':
    case 'imapSync':
      return pool.imap(task, items, options);
    case 'imapUnordered':
      return pool.imapUnordered(task, items, options);
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
    run: (form, items, { chunksize, timeoutMs, signal }) => {
      // An executor's map knows no time limit of single tasks, as Python's.
      if (!form.startsWith('apply')) return executor.map(task, items, { chunksize, timeoutMs, signal });
      const future = executor.submit(task, items[0]!);
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

/** They end their worker: the last of them some time later, in whatever task comes then. */
const DEADLY: readonly ActKind[] = ['exit', 'unhandled', 'never', 'memory', 'exitHolding', 'leave'];

/** Names of the errors that the call may end or go on with, in that scenario. */
function allowedErrors(scenario: Calls, { acts, limit, taskTimeoutMs }: Call): Set<string> {
  const allowed = new Set<string>();
  const has = (...kinds: readonly ActKind[]): boolean => acts.some(({ kind }) => kinds.includes(kind));
  if (has('throw')) allowed.add('TaskError');
  if (has('overflow')) allowed.add('RangeError');
  if (has('uncloneable')) allowed.add('MaybeEncodingError');
  if (has('unreadable')) allowed.add('OnlyInMainError');
  const anyHas = (kind: ActKind): boolean => scenario.calls.some((call) => call.acts.some((act) => act.kind === kind));
  if (anyHas('forth') && anyHas('back')) allowed.add('DeadlockError');
  if (anyHas('leave')) allowed.add('WorkerDiedError');
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
  if (scenario.calls.some(({ acts }) => acts.some(({ kind }) => kind === 'leave'))) return [];
  const missing = call.acts.filter(({ x }, i) => isSafe(call, i) && !given.includes(x * 2));
  return missing.length === 0 ? [] : [`results are lost: ${missing.map(({ x }) => x * 2).join(' ')}; ${words}`];
}

/** Whether nothing in the chunk of that item goes wrong. */
function isSafe({ acts, chunksize }: Call, index: number): boolean {
  const first = index - (index % chunksize);
  const harmless: readonly ActKind[] = ['value', 'big', 'later', 'slow', 'send'];
  return acts.slice(first, first + chunksize).every(({ kind }) => harmless.includes(kind));
}
