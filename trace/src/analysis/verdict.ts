/** One sentence that says what limits the run, with a line and what to do where something can be done. */
import { formatDuration, formatShare } from '../format.ts';
import type { ThreadTrack } from '../model/thread-track.ts';
import { THREAD_STATES, type ThreadState, type WaitReason } from '../query.ts';
import type { Finding } from '../summary.ts';
import { RowKind } from '../vocabulary.ts';
import { endingOf } from './ending.ts';
import { oneSentence, type Conclusion, type SentenceParts } from './one-sentence.ts';
import { isOfLittleGain, littleToGain } from './little-gain.ts';
import { isQueue } from './queue-waits.ts';
import { emptyStates } from './thread-states.ts';
import { linesOf, type RunView } from './run-view.ts';

/** VTune's bands of utilization: poor up to here, ok up to IDEAL_SHARE, ideal above. */
const POOR_SHARE = 0.5;
const IDEAL_SHARE = 0.85;
/** Other programs use this share of the cores, workers wait for one this share of their time: the machine decides. */
const BUSY_MACHINE_SHARE = 0.25;
/** Starting Node and one worker takes most of a run as short as this: its figures say nothing of longer ones. */
const SHORT_RUN_NS = 200_000_000;

/** Whether times say nothing of it yet. */
export function isTooShort(run: RunView): boolean {
  return run.wallNs < SHORT_RUN_NS;
}

/** `findings`: the most important first. */
export function verdict(run: RunView, findings: readonly Finding[]): SentenceParts {
  if (run.unrecorded !== undefined)
    return oneSentence([`${figures(run)}nothing was recorded, because ${run.unrecorded}`]);
  const [statement, action = ''] = conclusion(run, findings);
  return oneSentence([`${run.live ? 'So far: ' : ''}${figures(run)}${statement}`, action]);
}

/** `1.84 s, 1.2 of 8 cores busy: ` */
function figures({ wallNs, busyMean, coresAvailable }: RunView): string {
  return `${formatDuration(wallNs)}, ${busyMean.toFixed(1)} of ${coresAvailable} ${coresAvailable === 1 ? 'core' : 'cores'} busy: `;
}

function conclusion(run: RunView, findings: readonly Finding[]): Conclusion {
  const [first] = findings;
  if (first?.severity === 'error') return [first.message, first.remedy];
  const ending = endingOf(run);
  if (ending !== undefined) return ending;
  const failed = !run.live && run.exitCode !== 0;
  if (run.serial && !failed)
    return ['a serial run, one task after the other, is what a run without --serial is compared with'];
  if (run.workers.length === 0) {
    if (run.live) return ['no worker has been started yet'];
    if (failed) return [`the script ended with exit code ${run.exitCode} before it started a worker`];
    return (
      children(run) ?? ['nothing ran in parallel, no worker was started', 'Hand the work to a Pool or to Processes.']
    );
  }
  if (isTooShort(run) && failed) {
    return [`the script ended with exit code ${run.exitCode}, too soon to judge it`, 'Look at what it printed last.'];
  }
  if (isTooShort(run)) return ['too short to judge', 'Give it more work, and run it again.'];
  const isIdeal = run.busyMean >= run.coresAvailable * IDEAL_SHARE;
  if (first) return isIdeal && isOfLittleGain(run, first) ? littleToGain(first) : [first.message, first.remedy];
  if (isIdeal) {
    return ['nothing to gain, all cores are at work', 'Only less work per task, or more cores, would make it faster.'];
  }
  return limit(run);
}

/** Of a program whose parallel work is done by programs that it starts. */
function children(run: RunView): Conclusion | undefined {
  const { childSites } = run.data;
  if (childSites.length === 0) return undefined;
  const [location] = linesOf(run, childSites);
  const what = childSites.length === 1 ? '1 child process' : `${childSites.length} child processes`;
  return [
    `main alone is seen, not the ${what} that it started${location === undefined ? '' : ` at ${location}`}`,
    'Hand the work to a Pool or to Processes to see where its time goes.',
  ];
}

/** No finding: what the workers' time went into. */
function limit(run: RunView): Conclusion {
  const totals = emptyStates();
  for (const { track, states } of run.workers) {
    for (const state of THREAD_STATES) totals[state] += states[state];
    // A server that nobody asks has nothing to do: that limits nobody.
    if (isServer(run, track)) totals.idle -= states.idle;
  }
  const running = totals.running + totals.gc + totals.serializing;
  const others = THREAD_STATES.filter((state) => !['running', 'gc', 'serializing'].includes(state));
  const worst = others.reduce((a, b) => (totals[a] >= totals[b] ? a : b));
  const workerNs = Math.max(1, run.workerNs);
  if (running / workerNs >= IDEAL_SHARE && run.workers.length < run.coresAvailable) {
    const count = `${run.workers.length} ${run.workers.length === 1 ? 'worker is' : 'workers are'} busy`;
    return [`${count} ${formatShare(running / workerNs)} of the time`, `Start ${run.coresAvailable}, one per core.`];
  }
  const queued = run.workers.reduce((sum, { track }) => sum + track.activity.totalRunQueueNs, 0) / workerNs;
  if (run.othersMean >= run.coresAvailable * BUSY_MACHINE_SHARE && queued >= BUSY_MACHINE_SHARE) {
    return [
      `other programs keep ${run.othersMean.toFixed(1)} cores busy, and workers wait for a core for ${formatShare(queued)} of their time`,
      'Run it again on a quiet machine.',
    ];
  }
  const band = run.busyMean <= run.coresAvailable * POOR_SHARE ? 'poor' : 'ok';
  if (running >= totals[worst]) {
    return [
      `use of the cores is ${band}, and no single cause stands out: workers run for ${formatShare(running / workerNs)} of their time`,
    ];
  }
  return [`workers ${wordsFor(run, worst)} for ${formatShare(totals[worst] / workerNs)} of their time`, ACTIONS[worst]];
}

/** What it has nothing to do without comes through a queue or a pipe: it serves others. */
function isServer(run: RunView, { slices }: ThreadTrack): boolean {
  if (slices.ofKind[RowKind.waitTask] === 0) return false;
  return isQueue(run, slices.object[slices.kind.indexOf(RowKind.waitTask)]!);
}

function wordsFor(run: RunView, state: ThreadState): string {
  if (state !== 'waiting') return WORDS[state];
  const waits = new Map<WaitReason, number>();
  for (const { waits: ofThread } of run.workers) {
    for (const [reason, ns] of Object.entries(ofThread) as [WaitReason, number][]) {
      waits.set(reason, (waits.get(reason) ?? 0) + ns);
    }
  }
  const [[reason] = ['lock' as const]] = [...waits].sort((a, b) => b[1] - a[1]);
  return WAIT_WORDS[reason];
}

const WORDS: Readonly<Record<ThreadState, string>> = {
  running: 'run',
  starting: 'are starting',
  waiting: 'wait',
  awaiting: 'wait for I/O or timers',
  serializing: 'copy data',
  gc: 'collect garbage',
  runQueue: 'wait for a core',
  idle: 'have no task',
  unknown: 'use no CPU, for reasons that no event explains,',
};

const WAIT_WORDS: Readonly<Record<WaitReason, string>> = {
  lock: 'wait for locks',
  get: 'wait for messages',
  put: 'wait for room in queues',
  join: 'wait for other workers to end',
  result: 'wait for results of other workers',
  semaphore: 'wait for semaphores',
  event: 'wait for events',
  condition: 'wait for notifications of conditions',
  barrier: 'wait for the others at barriers',
  blocked: 'are blocked in system calls (Atomics.wait, files, pipes, other programs)',
};

const ACTIONS: Readonly<Record<ThreadState, string>> = {
  running: '',
  starting: 'Give each worker more to do, or start fewer.',
  waiting: 'Look at the longest waits in the chart: what they wait for decides.',
  awaiting: 'More tasks at a time make it faster, more cores do not.',
  serializing: 'Send less, or share it.',
  gc: 'Allocate less in the tasks.',
  runQueue: 'Start no more workers than there are cores.',
  idle: 'Hand out the work sooner, and in more, equal parts.',
  unknown: 'Look at what those workers wait for.',
};
