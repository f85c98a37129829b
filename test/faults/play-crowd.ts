/** Main's side of a crowd: makes the objects, starts the processes, plays its own part, sees to it that all ends. */
import {
  Barrier,
  Condition,
  Event,
  JoinableQueue,
  Lock,
  Pipe,
  Process,
  Queue,
  RLock,
  Semaphore,
  SharedArray,
  SimpleQueue,
  Value,
} from 'parascope';
import { audit } from './audit-crowd.ts';
import type { Game, Thing } from './game.ts';
import { Hold, type Ledger, Mark, Phase } from './ledger.ts';
import { type Handle, type Message, playSteps, playWorker } from './player.ts';
import type { Crowd, GetStep, HoldStep, MeetStep, ObjectSpec, PutStep, Step } from './scenario.ts';
import { SMALL_HEAP } from './strike.ts';
import { sleep } from './waits.ts';

const POLL_MS = 2;

/** Plays it to its end; gives what was wrong. */
export async function playCrowd(crowd: Crowd, ledger: Ledger): Promise<string[]> {
  const things = crowd.objects.map(create);
  const processes = crowd.workers.map(({ steps, smallHeap }, i) => {
    const args = [i + 1, steps, handlesOf(things, crowd, i + 1), ledger.place] as const;
    return new Process({ target: playWorker, args, ...(smallHeap ? { resourceLimits: SMALL_HEAP } : {}) });
  });
  const game: Game = { crowd, ledger, things, processes, struck: new Set(), steps: stepsOf(crowd) };
  for (const process of processes) process.start();
  ledger.setPhase(0, Phase.running);
  await playSteps(crowd.main, {
    player: 0,
    handles: handlesOf(things, crowd, 0),
    ledger,
    strike: ({ player, how }) => {
      game.struck.add(player);
      processes[player - 1]![how]();
    },
  });
  await untilEnded(game);
  for (const process of processes) await process.join();
  return await audit(game);
}

function create(spec: ObjectSpec): Thing {
  switch (spec.kind) {
    case 'Queue':
      return [{ kind: spec.kind, maxsize: spec.maxsize, it: new Queue<Message>(spec.maxsize) }];
    case 'JoinableQueue':
      return [{ kind: spec.kind, maxsize: spec.maxsize, it: new JoinableQueue<Message>(spec.maxsize) }];
    case 'SimpleQueue':
      return [{ kind: spec.kind, it: new SimpleQueue<Message>() }];
    case 'Pipe': {
      const [first, second] = Pipe<Message>();
      return [
        { kind: spec.kind, it: first },
        { kind: spec.kind, it: second },
      ];
    }
    case 'Lock':
      return [{ kind: spec.kind, it: new Lock() }];
    case 'RLock':
      return [{ kind: spec.kind, it: new RLock() }];
    case 'Semaphore':
      return [{ kind: spec.kind, it: new Semaphore(spec.value) }];
    case 'Event':
      return [{ kind: spec.kind, it: new Event() }];
    case 'Condition':
      return [{ kind: spec.kind, it: new Condition() }];
    case 'Barrier':
      return [{ kind: spec.kind, it: new Barrier(spec.parties) }];
    case 'Value':
      return [{ kind: spec.kind, it: new Value('i', 0) }];
    case 'SharedArray':
      return [{ kind: spec.kind, it: new SharedArray('i', 64) }];
  }
}

function handlesOf(things: readonly Thing[], { objects }: Crowd, player: number): (Handle | undefined)[] {
  return things.map((thing, i) => {
    const spec = objects[i]!;
    if (spec.kind !== 'Pipe') return thing[0];
    const end = spec.ends.indexOf(player);
    return end < 0 ? undefined : thing[end];
  });
}

function stepsOf({ main, workers }: Crowd): ReadonlyMap<number, Step> {
  const found = new Map<number, Step>();
  const collect = (steps: readonly Step[]): void => {
    for (const step of steps) {
      found.set(step.id, step);
      if (step.do === 'hold') collect(step.inside);
    }
  };
  for (const steps of [main, ...workers.map((worker) => worker.steps)]) collect(steps);
  return found;
}

async function untilEnded(game: Game): Promise<void> {
  const { ending } = game.crowd;
  if (ending === 'joinSync') {
    for (const process of game.processes) process.joinSync();
    return;
  }
  for (;;) {
    const state = look(game);
    if (state === 'ended') return;
    if (state === 'stuck') endAll(game);
    await sleep(ending, POLL_MS);
  }
}

function endAll({ processes, struck }: Game): void {
  for (const [i, process] of processes.entries()) {
    if (!process.isAlive()) continue;
    struck.add(i + 1);
    process.terminate();
  }
}

/**
 * Whether the game is over, goes on, or cannot go on because everybody waits for what nobody will do: which the scenario
 * allows. Who waits although what it waits for is there goes on: that it must, the watchdog sees to.
 */
function look(game: Game): 'ended' | 'goes on' | 'stuck' {
  const { processes, ledger } = game;
  const living = processes.flatMap((process, i) => (process.isAlive() ? [i + 1] : []));
  if (living.length === 0) return 'ended';
  const { moves } = ledger;
  const stuck = living.every((player) => ledger.phaseOf(player) === Phase.waiting && !couldGoOn(game, player, living));
  return stuck && ledger.moves === moves ? 'stuck' : 'goes on';
}

function couldGoOn(game: Game, player: number, living: readonly number[]): boolean {
  const step = game.steps.get(game.ledger.stepOf(player));
  switch (step?.do) {
    case 'put':
      return couldPut(game, step);
    case 'get':
      return couldGet(game, step, player, living);
    case 'meet':
      return couldMeet(game, step);
    case 'hold':
      return couldHold(game, step, living);
    default:
      return true;
  }
}

function couldPut({ things }: Game, step: PutStep): boolean {
  const [handle] = things[step.object]!;
  return handle.kind === 'Queue' || handle.kind === 'JoinableQueue' ? !handle.it.full() : true;
}

function couldGet(game: Game, step: GetStep, player: number, living: readonly number[]): boolean {
  const [handle] = game.things[step.object]!;
  if (handle.kind === 'Queue' || handle.kind === 'JoinableQueue' || handle.kind === 'SimpleQueue') {
    return !handle.it.empty();
  }
  const spec = game.crowd.objects[step.object]!;
  if (spec.kind !== 'Pipe') return true;
  const peer = spec.ends.find((end) => end !== player)!;
  // An end in main is held as long as main lives, if it has used it; before, it has merely not handed it on.
  return (peer !== 0 && !living.includes(peer)) || messagesIn(game, step.object, peer) > 0;
}

/** Messages that a player has put into a pipe and that nobody has taken, as far as the ledger knows. */
function messagesIn({ steps, crowd, ledger }: Game, object: number, player: number): number {
  const own = player === 0 ? crowd.main : crowd.workers[player - 1]!.steps;
  const put = [...steps.values()].filter((step) => step.do === 'put' && step.object === object && includes(own, step));
  return put.filter(({ id }) => ledger.markOf(id) === Mark.done && ledger.gotOf(id) === 0).length;
}

function includes(steps: readonly Step[], wanted: Step): boolean {
  return steps.some((step) => step === wanted || (step.do === 'hold' && includes(step.inside, wanted)));
}

function couldMeet({ things }: Game, step: MeetStep): boolean {
  const [handle] = things[step.object]!;
  if (handle.kind === 'Event') return handle.it.isSet();
  return handle.kind === 'Barrier' ? handle.it.broken || handle.it.nWaiting >= handle.it.parties : false;
}

function couldHold({ things, ledger }: Game, step: HoldStep, living: readonly number[]): boolean {
  const [handle] = things[step.object]!;
  if (handle.kind === 'Semaphore') return handle.it.getValue() > 0;
  return living.every((player) => ledger.holdOf(player, step.object) !== Hold.held);
}
