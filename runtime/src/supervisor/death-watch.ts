/** The supervisor's first duty: sees each worker end, writes it down and wakes whoever waits. */
import type { MessagePort } from 'node:worker_threads';
import type { FromSupervisorMessage } from '../../../protocol/src/deadlock.ts';
import type { ToSupervisorMessage } from '../../../protocol/src/worker.ts';
import { DeadlockWatch } from '../deadlock/deadlock-watch.ts';
import { ControlBlock } from '../process/control-block.ts';
import { reportAbruptEnd } from '../process/report-abrupt-end.ts';
import { retireThread } from '../shared-memory/death.ts';
import { attachThread } from '../shared-memory/run-block.ts';
import { collectGarbage } from './collect-garbage.ts';
import { answer, Directory } from './directory.ts';
import { MemoryNames } from './memory-names.ts';
import { ThreadNames } from './thread-names.ts';

const SIGTERM = 15;
const UNBORN_GRACE_MS = 20;

export interface DeathWatch {
  /** Handles one message of any thread. */
  readonly handle: (message: ToSupervisorMessage<MessagePort>) => void;
}

/** `tellMain`: posts a message to the thread that started the supervisor. */
export function createDeathWatch(tellMain: (message: FromSupervisorMessage) => void): DeathWatch {
  const directory = new Directory(collectGarbage);
  const lifelines = new Map<number, MessagePort>();
  const names = new MemoryNames();
  const threads = new ThreadNames();
  const deadlocks = new DeadlockWatch((id, memory) => directory.publish(id, memory));
  const watch = ({ lifeline, bell, name, control, parent, thread, has }: WatchMessage): void => {
    const life = new ControlBlock(control);
    const parentLife = new ControlBlock(parent);
    lifelines.set(thread, lifeline);
    directory.startedWith(thread, has);
    threads.add(thread, name);
    lifeline.on('message', handle);
    deadlocks.join(thread, { name, pid: () => life.pid, post: (message) => lifeline.postMessage(message) });
    lifeline.on('close', () => {
      lifelines.delete(thread);
      // Whoever stops a thread stops its children.
      if (parentLife.stopSignal !== 0 || parentLife.ended) life.requestStop(SIGTERM);
      if (life.markEnded() && life.endedAbruptly) reportAbruptEnd(name);
      deadlocks.leave(thread);
      directory.want(retireThread(thread));
      directory.retire(thread);
      if (bell !== null) ring(new Int32Array(bell));
    });
  };
  const handle = (message: ToSupervisorMessage<MessagePort>): void => {
    switch (message.type) {
      case 'attach':
        attachThread(message.run, message.thread);
        if (message.script !== '') deadlocks.setScript(message.script);
        deadlocks.join(message.main, { name: 'MainProcess', pid: () => 0, post: tellMain });
        break;
      case 'watch':
        watch(message);
        break;
      case 'stop-early':
        watchUnborn(message, lifelines);
        break;
      case 'publish':
        directory.publish(message.id, message.memory, message.thread);
        break;
      case 'release':
        directory.release(message.id, message.thread);
        break;
      case 'unreferenced':
        directory.unreferenced(message.id);
        break;
      case 'unpublish':
        directory.unpublish(message.id);
        break;
      case 'fetch':
        directory.fetch(message.id, { ...message, done: new Int32Array(message.done) });
        break;
      case 'named-memory':
        answer({ reply: message.reply, done: new Int32Array(message.done) }, names.handle(message));
        break;
      case 'thread-name':
        answer({ reply: message.reply, done: new Int32Array(message.done) }, threads.bytesOf(message.of));
        break;
      default:
        deadlocks.handle(message);
    }
  };
  return { handle };
}

type WatchMessage = Extract<ToSupervisorMessage<MessagePort>, { type: 'watch' }>;

type StopEarlyMessage = Extract<ToSupervisorMessage<MessagePort>, { type: 'stop-early' }>;

/**
 * A thread that is stopped before it runs takes its lifeline along without closing it. Once it was told to stop, it gets
 * no further than that; whether it came online just before shows soon. If not, its lifeline is closed for it, whoever
 * has seen its end already: that frees its place in the run.
 */
function watchUnborn({ control, thread }: StopEarlyMessage, lifelines: ReadonlyMap<number, MessagePort>): void {
  setTimeout(() => {
    if (!new ControlBlock(control).online) lifelines.get(thread)?.close();
  }, UNBORN_GRACE_MS);
}

/** Counts the bell up, so that who reads it before waiting misses nothing. */
function ring(bell: Int32Array): void {
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}
