/** This thread's line to the supervisor: main owns the thread, a worker talks over its own lifeline. */
import type { MessagePort } from 'node:worker_threads';
import type { ToSupervisorMessage } from '../../../protocol/src/worker.ts';
import { handleSupervisor } from '../deadlock/own-waits.ts';
import { setTell } from '../deadlock/telling.ts';
import { beginCollecting } from '../instrument/lane.ts';
import { claimThread, currentThread, runBuffer, type ThreadId } from '../shared-memory/run-block.ts';
import { hasDirectory, setDirectory } from '../shared-memory/shared-registry.ts';
import { askSync, directoryOver, type Line } from './directory-client.ts';
import { startHelperThread } from './helper-thread.ts';

let line: Line | undefined;

/** In a worker: the channel that it was born with. */
export function useSupervisorLine(lifeline: MessagePort): void {
  line = lifeline;
  setDirectory(directoryOver(lifeline));
  lifeline.on('message', handleSupervisor);
  lifeline.unref();
}

/**
 * The supervisor of this program, started on first use. `workerData` is what the thread is told when it starts (the
 * instrument's orders); it is ignored where the supervisor runs already.
 */
export function supervisorLine(workerData: unknown = null): Line {
  // In a run that is recorded it collects from its start on: this calls here again, with the orders.
  if (line === undefined && workerData === null) beginCollecting();
  if (line === undefined) {
    line = startSupervisor(workerData);
    // A process of its own has its directory with its parent.
    if (!hasDirectory()) setDirectory(directoryOver(line));
  }
  return line;
}

/** Sends one message. */
export function tellSupervisor(message: ToSupervisorMessage<MessagePort>, transfer: readonly MessagePort[] = []): void {
  supervisorLine().postMessage(message, [...transfer]);
}

/** Asks about a name that a user gave to shared memory. */
export type AskForNamedMemory = (
  operation: 'create' | 'open' | 'unlink',
  name: string,
  memory?: SharedArrayBuffer | null,
) => SharedArrayBuffer | undefined;

let askElsewhere: AskForNamedMemory | undefined;

/** In a process of its own: the names are those of its program. */
export function setNamedMemory(ask: AskForNamedMemory): void {
  askElsewhere = ask;
}

/** Asks for shared memory by the name that a user gave it, or gives it one; undefined when refused. Blocks this thread. */
export const askForNamedMemory: AskForNamedMemory = (operation, name, memory = null) =>
  askElsewhere === undefined
    ? askSync(supervisorLine(), (reply, done) => ({ type: 'named-memory', operation, name, memory, reply, done }))
    : askElsewhere(operation, name, memory);

/** The name of a thread of the run, which may have ended; undefined where it is not known. Blocks this thread. */
export function askForThreadName(of: ThreadId): string | undefined {
  const bytes = askSync(supervisorLine(), (reply, done) => ({ type: 'thread-name', of, reply, done }));
  return bytes && Buffer.from(bytes).toString('utf8');
}

function startSupervisor(workerData: unknown): Line {
  const thread = startHelperThread({ entry: 'supervisor', name: 'supervisor', workerData });
  thread.on('message', handleSupervisor);
  const attach: ToSupervisorMessage<MessagePort> = {
    type: 'attach',
    run: runBuffer(),
    thread: claimThread(),
    main: currentThread(),
    script: process.argv[1] ?? '',
  };
  thread.postMessage(attach);
  // Who listens to a thread keeps it alive.
  thread.unref();
  return thread;
}

setTell(tellSupervisor);
