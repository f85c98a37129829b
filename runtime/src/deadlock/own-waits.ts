/** What this thread answers when the supervisor asks for its waits. */
import type { FromSupervisorMessage } from '../../../protocol/src/deadlock.ts';
import { foreignWorkerCount } from '../instrument/foreign-workers.ts';
import { programHandlesSignals } from '../instrument/signal-handlers.ts';
import { isMainThread } from '../node-threads.ts';
import { holdCount } from '../shared-memory/keep-alive.ts';
import { currentThread, lostWakeUpCount } from '../shared-memory/run-block.ts';
import { pendingWaits, unwatchTime } from './pending-wait.ts';
import { tell } from './telling.ts';

/** What keeps this thread's event loop alive for the runtime: holds (`holdAlive`) and handles. */
interface Kept {
  readonly holds: number;
  readonly handles: number;
}

let keptAtEnd: () => Kept = () => ({ holds: 0, handles: 0 });

/** What is there beside the waits: of children that are waited for at the end. */
export function setKeptAtEnd(count: () => Kept): void {
  keptAtEnd = count;
}

/** Asks whether anything but its waits can make who waits here run; `told` is called with false where it can. */
type AskIdle = (round: number, told: (idle: boolean) => void) => void;

let askIdle: AskIdle = (_round, told) => {
  // In a later turn: what waited may have gone on, and what it started is known by then.
  setImmediate(() => {
    const { holds, handles } = keptAtEnd();
    told(isLoopIdle({ holds: pendingWaits().length + holds, handles }));
  });
};

/** In an agent: it has to ask its process. */
export function setAskIdle(ask: AskIdle): void {
  askIdle = ask;
}

/** Handles what the supervisor says. */
export function handleSupervisor(message: FromSupervisorMessage): void {
  switch (message.type) {
    case 'look':
      for (const wait of pendingWaits()) wait.ask();
      askIdle(message.round, (idle) => answer(message.round, idle));
      break;
    case 'deadlock':
      for (const wait of pendingWaits()) wait.retry();
      break;
  }
}

function answer(round: number, idle: boolean): void {
  const waits = pendingWaits().map((wait) => wait.facts());
  tell({ type: 'answer', thread: currentThread(), round, idle, waits });
  if (waits.length === 0) unwatchTime();
}

/** Whether nothing but waits, for which that is there, can make this thread run again. What does not keep a program alive is not waited for. */
export function isLoopIdle({ holds, handles }: Kept): boolean {
  const others = process.getActiveResourcesInfo().length - (holds > 0 ? 1 : 0) - openOutputs() - handles;
  return holdCount() === holds && others === 0 && foreignWorkerCount() === 0 && !listensToSignals();
}

/** Somebody outside may send a signal, though waiting for one keeps no program alive. */
function listensToSignals(): boolean {
  return isMainThread && programHandlesSignals();
}

/** Standard output and error count as active where they are pipes or terminals. */
function openOutputs(): number {
  const { _getActiveHandles: activeHandles } = process as unknown as { _getActiveHandles?: () => { fd?: number }[] };
  return activeHandles?.().filter(({ fd }) => fd === 1 || fd === 2).length ?? 0;
}

/** For the tests of this package, which see no lost wake-ups otherwise: a wait that is asked looks again. */
Object.defineProperty(globalThis, Symbol.for('parascope.lost-wake-ups'), {
  value: lostWakeUpCount,
  configurable: true,
});
