/** Plays the steps of one player on the shared objects, in a process of its own or in main, and writes the ledger. */
import type {
  Barrier,
  Condition,
  Connection,
  Event,
  JoinableQueue,
  Lock,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  Value,
} from 'parascope';
import { Hold, Ledger, Mark, Phase } from './ledger.ts';
import type { LedgerPlace } from './ledger-pages.ts';
import type { GetStep, HoldStep, MeetStep, PutStep, Step, StrikeStep, TouchStep, WaitStep } from './scenario.ts';
import { PurposeAbort, strike } from './strike.ts';
import { limited, sleep } from './waits.ts';

/** What is put: the step that did it, and something to carry. */
export interface Message {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly poison?: () => void;
}

/** The object of a specification. */
export type Handle =
  | { readonly kind: 'Queue'; readonly it: Queue<Message>; readonly maxsize: number }
  | { readonly kind: 'JoinableQueue'; readonly it: JoinableQueue<Message>; readonly maxsize: number }
  | { readonly kind: 'SimpleQueue'; readonly it: SimpleQueue<Message> }
  | { readonly kind: 'Pipe'; readonly it: Connection<Message> }
  | { readonly kind: 'Lock'; readonly it: Lock }
  | { readonly kind: 'RLock'; readonly it: RLock }
  | { readonly kind: 'Semaphore'; readonly it: Semaphore }
  | { readonly kind: 'Event'; readonly it: Event }
  | { readonly kind: 'Condition'; readonly it: Condition }
  | { readonly kind: 'Barrier'; readonly it: Barrier }
  | { readonly kind: 'Value'; readonly it: Value<'i'> }
  | { readonly kind: 'SharedArray'; readonly it: SharedArray<'i'> };

/** Who plays, and with what; a handle is missing where the player has no end of that pipe. */
export interface Cast {
  readonly player: number;
  readonly handles: readonly (Handle | undefined)[];
  readonly ledger: Ledger;
  /** What main does for a strike step. */
  readonly strike?: (step: StrikeStep) => void;
}

/** The target of a worker. */
export async function playWorker(
  player: number,
  steps: readonly Step[],
  handles: readonly (Handle | undefined)[],
  place: LedgerPlace,
): Promise<void> {
  const ledger = new Ledger(place, player);
  ledger.setPhase(player, Phase.running);
  await playSteps(steps, { player, handles, ledger });
  ledger.setPhase(player, Phase.over);
}

export async function playSteps(steps: readonly Step[], cast: Cast): Promise<void> {
  for (const step of steps) {
    cast.ledger.beginStep(cast.player, step.id);
    const mark = await playStep(step, cast);
    cast.ledger.mark(step.id, mark);
  }
}

async function playStep(step: Step, cast: Cast): Promise<Mark> {
  switch (step.do) {
    case 'fault':
      return await strike(step.fault);
    case 'strike':
      cast.strike?.(step);
      return Mark.done;
    case 'sleep':
      await sleep(step.way, step.ms);
      return Mark.done;
    case 'hold':
      return await hold(step, cast);
    case 'put':
    case 'get':
    case 'meet':
      return await settle(step, cast, () => act(step, cast));
    case 'add':
      await add(step, cast);
      return Mark.done;
    default:
      touch(step, cast);
      return Mark.done;
  }
}

/** Errors by which each kind of step may end: all others are wrong. */
function mayEndBy(step: WaitStep & Step, spec: Handle, error: unknown): boolean {
  const { limit } = step;
  if (error instanceof PurposeAbort) return limit.type === 'abort';
  const name = error instanceof Error ? error.name : '';
  if (name === 'BrokenBarrierError') return spec.kind === 'Barrier';
  if (name === 'EOFError') return spec.kind === 'Pipe' && step.do === 'get';
  if (name === 'BrokenPipeError') return spec.kind === 'Pipe' && step.do === 'put';
  if (name === 'NotCloneableError') return step.do === 'put' && step.poison;
  if (limit.type !== 'timeout') return false;
  if (spec.kind === 'Pipe') return name === 'TimeoutError' && step.do === 'get';
  return name === (step.do === 'put' ? 'Full' : 'Empty');
}

/** Does what may wait; where it ends by an error that it may end by, the step was refused. */
async function settle(step: WaitStep & Step, cast: Cast, wait: () => Promise<Mark>): Promise<Mark> {
  const { ledger, player } = cast;
  if (step.limit.type === 'none') ledger.setPhase(player, Phase.waiting);
  try {
    return await wait();
  } catch (error) {
    if (!mayEndBy(step, handleOf(step.object, cast), error)) {
      ledger.complain(player, `step ${step.id} (${step.do}) ended with ${String(error)}`);
    }
    return Mark.refused;
  } finally {
    ledger.setPhase(player, Phase.running);
  }
}

function handleOf(object: number, { handles, player }: Cast): Handle {
  const handle = handles[object];
  if (handle === undefined) throw new Error(`player ${player} has nothing of object ${object}`);
  return handle;
}

async function act(step: PutStep | GetStep | MeetStep, cast: Cast): Promise<Mark> {
  if (step.do === 'put') return await put(step, cast);
  if (step.do === 'get') return await get(step, cast);
  return await meet(step, cast);
}

async function put(step: PutStep, cast: Cast): Promise<Mark> {
  const handle = handleOf(step.object, cast);
  const bytes = new Uint8Array(step.bytes).fill(step.id);
  const message: Message = step.poison ? { id: step.id, bytes, poison: () => undefined } : { id: step.id, bytes };
  if (handle.kind === 'Pipe') {
    const { it } = handle;
    await limited(
      step,
      (options) => it.send(message, options),
      (options) => it.sendSync(message, options),
    );
  } else if (handle.kind === 'Queue' || handle.kind === 'JoinableQueue') {
    const { it } = handle;
    await limited(
      step,
      (options) => it.put(message, options),
      (options) => it.putSync(message, options),
    );
  } else if (handle.kind === 'SimpleQueue') {
    if (step.way === 'async') await handle.it.put(message);
    else handle.it.putSync(message);
  }
  if (step.poison) cast.ledger.complain(cast.player, `step ${step.id}: a function was put`);
  return Mark.done;
}

async function get(step: GetStep, cast: Cast): Promise<Mark> {
  const handle = handleOf(step.object, cast);
  const message = await take(step, handle);
  // Nobody waits any more, and what follows must not look as if it did.
  cast.ledger.setPhase(cast.player, Phase.running);
  receive(message, cast);
  if (handle.kind === 'JoinableQueue' && step.done) {
    cast.ledger.noteDone(message.id);
    handle.it.taskDone();
  }
  return Mark.done;
}

async function take(step: GetStep, handle: Handle): Promise<Message> {
  if (handle.kind === 'Pipe') {
    const { it } = handle;
    return await limited(
      step,
      (options) => it.recv(options),
      (options) => it.recvSync(options),
    );
  }
  if (handle.kind === 'Queue' || handle.kind === 'JoinableQueue') {
    const { it } = handle;
    return await limited(
      step,
      (options) => it.get(options),
      (options) => it.getSync(options),
    );
  }
  if (handle.kind !== 'SimpleQueue') throw new Error(`nothing can be taken out of a ${handle.kind}`);
  return step.way === 'async' ? await handle.it.get() : handle.it.getSync();
}

/** Counts a message that came, and looks whether it is whole. */
export function receive({ id, bytes }: Message, { ledger, player }: Cast): void {
  ledger.countGot(id, player);
  if (bytes.some((byte) => byte !== (id & 255))) ledger.complain(player, `the message of step ${id} came damaged`);
}

async function meet(step: MeetStep, cast: Cast): Promise<Mark> {
  const handle = handleOf(step.object, cast);
  if (handle.kind === 'Event') {
    const { it } = handle;
    return (await limited(
      step,
      (options) => it.wait(options),
      (options) => it.waitSync(options),
    ))
      ? Mark.done
      : Mark.refused;
  }
  if (handle.kind === 'Barrier') {
    const { it } = handle;
    await limited(
      step,
      (options) => it.wait(options),
      (options) => it.waitSync(options),
    );
    return Mark.done;
  }
  if (handle.kind !== 'Condition') throw new Error(`nobody waits for a ${handle.kind}`);
  const { it } = handle;
  cast.ledger.setHold(cast.player, step.object, Hold.changing);
  try {
    await limited(
      step,
      (options) => it.wait(options),
      (options) => it.waitSync(options),
    );
  } finally {
    cast.ledger.setHold(cast.player, step.object, Hold.held);
  }
  return Mark.done;
}

async function hold(step: HoldStep, cast: Cast): Promise<Mark> {
  const { ledger, player } = cast;
  const handle = handleOf(step.object, cast);
  if (handle.kind !== 'Lock' && handle.kind !== 'RLock' && handle.kind !== 'Semaphore' && handle.kind !== 'Condition') {
    throw new Error(`nobody holds a ${handle.kind}`);
  }
  const { it } = handle;
  const outer = ledger.holdOf(player, step.object);
  if (outer === Hold.none) ledger.setHold(player, step.object, Hold.changing);
  const taken = await settle(step, cast, async () => {
    const guard = await limited<object | false>(
      step,
      (options) => it.acquire(options),
      (options) => it.acquireSync(options),
    );
    if (guard === false) return Mark.refused;
    if ('abandoned' in guard && guard.abandoned === true) ledger.countAbandoned(step.object);
    return Mark.done;
  });
  ledger.setHold(player, step.object, taken === Mark.done ? Hold.held : outer);
  if (taken !== Mark.done) return taken;
  try {
    await playSteps(step.inside, cast);
  } finally {
    if (outer === Hold.none) ledger.setHold(player, step.object, Hold.changing);
    it.release();
    if (outer === Hold.none) ledger.setHold(player, step.object, Hold.none);
  }
  return taken;
}

async function add(step: TouchStep, cast: Cast): Promise<void> {
  const { ledger, player } = cast;
  const handle = handleOf(step.object, cast);
  if (handle.kind !== 'Value' && handle.kind !== 'SharedArray') throw new Error(`nothing is added to a ${handle.kind}`);
  ledger.setHold(player, step.object, Hold.changing);
  const lock = handle.it.getLock();
  const guard = step.id % 2 === 0 ? lock.acquireSync() : await lock.acquire();
  if (guard.abandoned) ledger.countAbandoned(step.object);
  ledger.setHold(player, step.object, Hold.held);
  if (handle.kind === 'Value') handle.it.value += 1;
  else {
    const items = handle.it.slice();
    if (!guard.abandoned && items.some((item) => item !== items[0])) {
      ledger.complain(player, `step ${step.id}: the array was seen half-changed: ${items.join(' ')}`);
    }
    for (let i = 0; i < items.length; i++) handle.it.set(i, step.id);
  }
  ledger.mark(step.id, Mark.done);
  ledger.setHold(player, step.object, Hold.changing);
  lock.release();
  ledger.setHold(player, step.object, Hold.none);
}

function touch(step: TouchStep, cast: Cast): void {
  const handle = handleOf(step.object, cast);
  if (handle.kind === 'Event' && step.do === 'set') handle.it.set();
  if (handle.kind === 'Event' && step.do === 'clear') handle.it.clear();
  if (handle.kind === 'Condition' && step.do === 'notify') handle.it.notify();
  if (handle.kind === 'Condition' && step.do === 'notifyAll') handle.it.notifyAll();
  if (handle.kind === 'Barrier' && step.do === 'abort') handle.it.abort();
}
