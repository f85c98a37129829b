/** What this thread answers when the supervisor asks for its waits. */
import type { FromSupervisorMessage } from '../../../protocol/src/deadlock.ts';
import { foreignWorkerCount } from '../instrument/foreign-workers.ts';
import { programHandlesSignals } from '../instrument/signal-handlers.ts';
import { isMainThread } from '../node-threads.ts';
import { holdCount } from '../shared-memory/keep-alive.ts';
import { currentThread, lostWakeUpCount } from '../shared-memory/run-block.ts';
import { pendingWaits, unwatchTime } from './pending-wait.ts';
import { tell } from './telling.ts';

let ownHandles: () => number = () => 0;

/** How many handles of the runtime keep the event loop alive beside the waits: children that are waited for at the end. */
export function setOwnHandles(count: () => number): void {
  ownHandles = count;
}

/** Handles what the supervisor says. */
export function handleSupervisor(message: FromSupervisorMessage): void {
  switch (message.type) {
    case 'look':
      for (const wait of pendingWaits()) wait.ask();
      // In a later turn: what waited may have gone on, and what it started is known by then.
      setImmediate(() => answer(message.round));
      break;
    case 'deadlock':
      for (const wait of pendingWaits()) wait.retry();
      break;
  }
}

function answer(round: number): void {
  const waits = pendingWaits().map((wait) => wait.facts());
  tell({ type: 'answer', thread: currentThread(), round, idle: isIdle(waits.length), waits });
  if (waits.length === 0) unwatchTime();
}

/** Whether nothing but the waits can make this thread run again. What does not keep a program alive is not waited for. */
function isIdle(waits: number): boolean {
  const holds = holdCount();
  const others = process.getActiveResourcesInfo().length - (holds > 0 ? 1 : 0) - openOutputs() - ownHandles();
  return holds === waits && others === 0 && foreignWorkerCount() === 0 && !listensToSignals();
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
