/** A worker ended by an error, by `process.exit` inside a task, or by a crash: not by its parent, not by itself. */
import { sliceName } from '../model/slice-names.ts';
import type { Failure, ThreadTrack } from '../model/thread-track.ts';
import type { Finding } from '../summary.ts';
import { ExitReason, FailureCause, RowKind } from '../vocabulary.ts';
import { poolOf } from './pool-workers.ts';
import { lineOf, linesOf, type RunView, type ThreadView } from './run-view.ts';

/** Whether a worker was refused to start others, because the script has no main guard. */
export function lacksGuard(run: RunView): boolean {
  return run.workers.some(({ track }) => isUnguarded(track));
}

function isUnguarded({ failure }: ThreadTrack): boolean {
  return failure?.cause === FailureCause.missingGuard;
}

/** Without a main guard every worker dies of the same: that is one finding, about the guard. */
export function workerDied(run: RunView): Finding[] {
  const unguarded = run.workers.filter(({ track }) => isUnguarded(track));
  const dead = run.workers.filter(
    (worker) => hasDied(worker.track) && !unguarded.includes(worker) && !isVictim(worker.track),
  );
  return [...missingGuard(run, unguarded), ...dead.map((worker) => findingOf(run, worker))];
}

/** Whether a worker died. What an error has ended may be gone with main before its exit is told. */
export function hasDied({ exitReason, exitCode, failure }: ThreadTrack): boolean {
  if (exitReason === ExitReason.died) return exitCode !== 0;
  return exitReason === ExitReason.terminated && failure?.cause === FailureCause.uncaught;
}

/** Ended by a deadlock, which is a finding of its own. */
function isVictim({ deadlocks, failure }: ThreadTrack): boolean {
  return deadlocks.length > 0 && failure?.text.startsWith('DeadlockError:') === true;
}

const NO_GAIN = {
  estimatedGainMs: null,
  whyNoGain: 'what the worker had still to do was not done: how long it takes is not in the trace',
} as const;

function missingGuard(run: RunView, unguarded: readonly ThreadView[]): Finding[] {
  const failure = unguarded[0]?.track.failure;
  if (failure === undefined) return [];
  const location = lineOf(run, failure.site);
  const lifetimeNs = unguarded.reduce((sum, worker) => sum + worker.lifetimeNs, 0);
  return [
    {
      id: 'worker-died',
      severity: 'error',
      shareOfTime: run.workerNs > 0 ? lifetimeNs / run.workerNs : 0,
      ...(location !== undefined && { location }),
      message: `${failure.text}${location === undefined ? '' : ` at ${location}`} would start workers without end: the script has no main guard, and each worker loads it again.`,
      remedy:
        "Put what starts workers, and all that follows from it, behind if (isMain) { … } (isMain from 'parascope').",
      ...NO_GAIN,
      evidence: {
        startNs: Math.min(...unguarded.map(({ track }) => track.startNs)),
        endNs: Math.max(...unguarded.map(({ track }) => track.exitNs ?? run.data.endNs)),
        threads: unguarded.map(({ track }) => track.name),
        lines: linesOf(run, [failure.site, ...unguarded.map(({ track }) => track.site)]),
      },
    },
  ];
}

function findingOf(run: RunView, worker: ThreadView): Finding {
  const { track, lifetimeNs } = worker;
  const task = lastTask(worker);
  const function_ = task === undefined ? 0 : track.slices.site[task]!;
  const place = lineOf(run, function_);
  const inTask = task === undefined ? '' : ` in ${sliceName(run.data, track.slices, task)}`;
  const thrownAt = task === undefined ? lineOf(run, track.failure?.site ?? 0) : undefined;
  const where = `${place === undefined ? '' : ` (${place})`}${thrownAt === undefined ? '' : ` at ${thrownAt}`}`;
  const pool = poolOf(track);
  // One that took the place of a worker was started by no line of the script: the pool's is as good.
  const started = track.site === 0 ? (run.data.objects.get(pool)?.site ?? 0) : track.site;
  const location = lineOf(run, started) ?? place ?? thrownAt;
  return {
    id: 'worker-died',
    severity: 'error',
    shareOfTime: run.workerNs > 0 ? lifetimeNs / run.workerNs : 0,
    ...(location !== undefined && { location }),
    message: `${track.name} died${inTask}${where}${causeText(track.failure, track.exitCode)}.`,
    ...NO_GAIN,
    remedy: remedyFor(worker, task === undefined ? 'own' : pool === 0 ? 'process' : 'task'),
    evidence: {
      startNs: task === undefined ? track.startNs : track.slices.start[task]!,
      endNs: track.exitNs ?? run.data.endNs,
      threads: [track.name],
      lines: linesOf(run, [function_, track.failure?.site ?? 0, started]),
    },
  };
}

/** The task that ran when the worker ended, or that threw what ended it. */
function lastTask({ track }: ThreadView): number | undefined {
  const { slices, exitNs, failure } = track;
  for (let slice = slices.count - 1; slice >= 0; slice--) {
    if (slices.kind[slice] !== RowKind.task) continue;
    const threw = failure?.cause === FailureCause.uncaught && slice === slices.count - 1;
    return threw || slices.end[slice] === exitNs ? slice : undefined;
  }
  return undefined;
}

/** Whether it ended while it loaded the script or ran its initializer. */
function wasGettingReady({ slices, exitNs }: ThreadTrack): boolean {
  for (let slice = slices.count - 1; slice >= 0; slice--) {
    const kind = slices.kind[slice];
    if ((kind === RowKind.load || kind === RowKind.initializer) && slices.end[slice] === exitNs) return true;
  }
  return false;
}

/** Node's own exit code for a program that awaits what can never happen. */
const UNSETTLED_EXIT_CODE = 13;

function causeOf(failure: Failure | undefined, exitCode: number | undefined): number {
  if (failure !== undefined) return failure.cause;
  return exitCode === UNSETTLED_EXIT_CODE ? FailureCause.unsettled : 0;
}

function causeText(failure: Failure | undefined, exitCode: number | undefined): string {
  const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
  switch (causeOf(failure, exitCode)) {
    case FailureCause.uncaught:
      // Whoever saw the error may have ended the worker before it could exit by itself: then the code says nothing of it.
      return `${exitCode !== undefined && exitCode < 0 ? '' : code}: ${failure?.text.replace(/\.$/, '') ?? ''}`;
    case FailureCause.unsettled:
      return `${code}: it awaited what nothing could settle any more`;
    case FailureCause.outOfMemory:
      return ': it ran out of memory';
    default:
      return isSignal(exitCode) ? `${code}: ${SIGNALS[exitCode]?.what ?? 'a signal ended it'}` : code;
  }
}

/** Exit codes of processes that a signal ended are its negative number, as in Python. */
function isSignal(exitCode: number | undefined): exitCode is number {
  return exitCode !== undefined && exitCode < 0;
}

/** Whose code ran: a task of a pool, the function of a Process, or the program's own in a worker of its own. */
type Code = 'task' | 'process' | 'own';

/** Fits how it died, and whose code was at work. */
function remedyFor({ track }: ThreadView, code: Code): string {
  switch (causeOf(track.failure, track.exitCode)) {
    case FailureCause.uncaught:
      if (wasGettingReady(track))
        return 'It was thrown while the worker got ready: every worker loads the script again, and runs the initializer of its pool.';
      return UNCAUGHT[code];
    case FailureCause.unsettled:
      return 'Await only what something still alive can settle: no timer, message or file was left that could.';
    case FailureCause.outOfMemory:
      return 'Hand the worker less at a time, or raise its resourceLimits (maxOldGenerationSizeMb).';
    default:
      return isSignal(track.exitCode) ? (SIGNALS[track.exitCode]?.remedy ?? SIGNALLED) : EXITED[code];
  }
}

const UNCAUGHT: Readonly<Record<Code, string>> = {
  task: 'What the task itself throws reaches its caller; this came from a callback, or from a promise that nobody awaits. Await it in the task, or catch it there.',
  process: 'Catch in its function what may go wrong: an error that nobody catches ends the process.',
  own: "Catch it in the worker's own code; its parent sees it as the worker's error event.",
};

interface SignalWords {
  readonly what: string;
  readonly remedy: string;
}

const SIGNALLED = 'Find out who sent the signal: no error of its own ended it.';
const CRASHED = 'Look at what it printed last: its heap was full, or native code crashed.';

/** By exit code. */
const SIGNALS: Readonly<Record<number, SignalWords>> = {
  [-4]: { what: 'it crashed (SIGILL)', remedy: CRASHED },
  [-5]: { what: 'it crashed (SIGTRAP)', remedy: CRASHED },
  [-6]: { what: 'it crashed (SIGABRT)', remedy: CRASHED },
  [-7]: { what: 'it crashed (SIGBUS)', remedy: CRASHED },
  [-8]: { what: 'it crashed (SIGFPE)', remedy: CRASHED },
  [-9]: {
    what: 'it was killed (SIGKILL)',
    remedy: 'Look for who killed it, or whether the system was short of memory.',
  },
  [-11]: { what: 'it crashed (SIGSEGV)', remedy: CRASHED },
  [-15]: { what: 'it was told to end (SIGTERM)', remedy: SIGNALLED },
};

const EXITED: Readonly<Record<Code, string>> = {
  task: 'process.exit inside a task ends the worker, not only the task. Return or throw instead.',
  process:
    'process.exit ends the process at once: what it had still to do is not done. Return instead, and send a result as a message.',
  own: 'No error was seen: the worker called process.exit, set process.exitCode, or crashed. Look at what it printed last; a result is better sent as a message.',
};
