/** What must hold when all processes of a crowd have ended. */
import type { Connection } from 'parascope';
import type { Game } from './game.ts';
import { Hold, Mark, Phase } from './ledger.ts';
import { type Handle, receive } from './player.ts';
import type { Step } from './scenario.ts';
import { exitCodeOfFault } from './strike.ts';

type HandleOf<Kind extends Handle['kind']> = Extract<Handle, { readonly kind: Kind }>;

/** A player whose thread is gone before its steps were done, and the step it was at. */
interface Dead {
  readonly player: number;
  readonly step: Step | undefined;
}

/** Gives what is wrong, in words. */
export async function audit(game: Game): Promise<string[]> {
  const { ledger, processes, crowd } = game;
  const problems: string[] = [];
  for (let player = 0; player <= processes.length; player++) {
    const complaint = ledger.complaintOf(player);
    if (complaint !== undefined) problems.push(`player ${player}: ${complaint}`);
  }
  for (let i = 0; i < processes.length; i++) problems.push(...exitCodeOf(game, i + 1));
  const dead = processes.flatMap((_, i): Dead[] =>
    ledger.phaseOf(i + 1) === Phase.over ? [] : [{ player: i + 1, step: game.steps.get(ledger.stepOf(i + 1)) }],
  );
  for (let object = 0; object < crowd.objects.length; object++) {
    const found = await auditObject(game, object, dead);
    problems.push(...found.map((problem) => `object ${object} (${crowd.objects[object]!.kind}): ${problem}`));
  }
  return problems;
}

function exitCodeOf({ ledger, processes, struck, steps }: Game, player: number): string[] {
  const { exitcode } = processes[player - 1]!;
  const step = steps.get(ledger.stepOf(player));
  const expected: (number | null)[] = struck.has(player) ? [-15, -9] : [];
  if (ledger.phaseOf(player) === Phase.over) expected.push(0);
  else if (step?.do === 'fault') expected.push(exitCodeOfFault(step.fault));
  if (expected.includes(exitcode)) return [];
  const at = step === undefined ? 'before its first step' : `at step ${step.id} (${step.do})`;
  return [`player ${player} ended ${at} with exit code ${String(exitcode)}, not ${expected.join(' or ')}`];
}

async function auditObject(game: Game, object: number, dead: readonly Dead[]): Promise<string[]> {
  const [handle, other] = game.things[object]!;
  switch (handle.kind) {
    case 'Queue':
    case 'JoinableQueue':
    case 'SimpleQueue':
      return await auditQueue(game, object, handle, dead);
    case 'Pipe':
      return auditPipe(game, object, [handle.it, (other as HandleOf<'Pipe'>).it], dead);
    case 'Lock':
    case 'RLock':
    case 'Condition':
      return auditLock(game, object, handle.it.acquireSync(), dead);
    case 'Value':
    case 'SharedArray':
      return [...auditLock(game, object, handle.it.getLock().acquireSync(), dead), ...auditSum(game, object, handle)];
    case 'Semaphore':
      return auditSemaphore(game, object, handle.it.getValue(), dead);
    case 'Event':
    case 'Barrier':
      return [];
  }
}

async function auditQueue(
  game: Game,
  object: number,
  handle: HandleOf<'Queue' | 'JoinableQueue' | 'SimpleQueue'>,
  dead: readonly Dead[],
): Promise<string[]> {
  const cast = { player: 0, handles: [], ledger: game.ledger };
  for (;;) {
    if (handle.it.empty()) break;
    const message = handle.it.getSync();
    receive(message, cast);
    if (handle.kind !== 'JoinableQueue') continue;
    game.ledger.noteDone(message.id);
    handle.it.taskDone();
  }
  const problems = auditMessages(game, object, dead);
  if (handle.kind === 'JoinableQueue') problems.push(...(await auditJoin(game, object, handle)));
  return problems;
}

/** Every message that was put has come out, once; or was in the hands of somebody who died. */
function auditMessages({ ledger, steps }: Game, object: number, dead: readonly Dead[]): string[] {
  const problems: string[] = [];
  let lost = 0;
  for (const step of steps.values()) {
    if (step.do !== 'put' || step.object !== object) continue;
    const mark = ledger.markOf(step.id);
    const got = ledger.gotOf(step.id);
    if (mark === Mark.done && got === 0) lost++;
    if (got > 1) problems.push(`the message of step ${step.id} came ${got} times`);
    if (got > 0 && (mark === Mark.none || mark === Mark.refused)) {
      problems.push(`the message of step ${step.id} came although it was not put`);
    }
  }
  const inHands = dead.filter(({ step }) => step?.do === 'get' && step.object === object).length;
  if (lost > inHands)
    problems.push(`${lost} messages are lost, of which ${inHands} may have been in hands of the dead`);
  return problems;
}

/**
 * `join` resolves when all is done, and fails where somebody died with a message. One that main itself took and never
 * called done it waits for, until that is found to be a deadlock.
 */
async function auditJoin(
  { ledger, steps }: Game,
  object: number,
  { it }: HandleOf<'JoinableQueue'>,
): Promise<string[]> {
  const messages = [...steps.values()].filter((step) => step.do === 'put' && step.object === object);
  const undone = messages.filter(({ id }) => ledger.gotOf(id) > 0 && !ledger.doneCalled(id));
  const withMain = undone.some(({ id }) => ledger.takerOf(id) === 0);
  // A put that nobody finished may count, and one that somebody died with may be done: then either is right.
  const unsure = messages.some(
    ({ id }) => ledger.markOf(id) === Mark.begun || (ledger.markOf(id) === Mark.done && ledger.gotOf(id) === 0),
  );
  const outcome = await it.join().then(
    () => 'resolves',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
  const lost =
    undone.length > 0 ? ['UnfinishedTasksError'] : unsure ? ['resolves', 'UnfinishedTasksError'] : ['resolves'];
  const expected = withMain ? ['DeadlockError'] : lost;
  return expected.includes(outcome) ? [] : [`join(): ${outcome}, not ${expected.join(' or ')}`];
}

function auditPipe(
  game: Game,
  object: number,
  ends: readonly Connection<Parameters<typeof receive>[0]>[],
  dead: readonly Dead[],
): string[] {
  const cast = { player: 0, handles: [], ledger: game.ledger };
  const problems: string[] = [];
  for (const end of ends) {
    for (;;) {
      if (!end.pollSync(0)) break;
      try {
        receive(end.recvSync(), cast);
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'EOFError') problems.push(`a pipe ends with ${String(error)}`);
        break;
      }
    }
  }
  return [...problems, ...auditMessages(game, object, dead)];
}

/** A lock that somebody died with is got as abandoned, by exactly one. `guard` is main's own, last acquisition. */
function auditLock(
  { ledger, crowd, things }: Game,
  object: number,
  guard: { readonly abandoned: boolean },
  dead: readonly Dead[],
): string[] {
  const [handle] = things[object]!;
  if (handle.kind === 'Value' || handle.kind === 'SharedArray') handle.it.getLock().release();
  else if (handle.kind === 'Lock' || handle.kind === 'RLock' || handle.kind === 'Condition') handle.it.release();
  const noticed = ledger.abandonedOf(object) + (guard.abandoned ? 1 : 0);
  const certain = dead.filter(({ player }) => ledger.holdOf(player, object) === Hold.held).length;
  const unsure = dead.filter(({ player }) => ledger.holdOf(player, object) === Hold.changing).length;
  // A condition's wait takes its lock again without a word about who had it.
  const atLeast = crowd.objects[object]!.kind === 'Condition' ? 0 : certain - unsure;
  if (noticed >= atLeast && noticed <= certain + unsure) return [];
  return [`${noticed} times got as abandoned: ${certain} died with it, ${unsure} perhaps`];
}

/** No sum is lost. */
function auditSum({ ledger, steps }: Game, object: number, handle: HandleOf<'Value' | 'SharedArray'>): string[] {
  if (handle.kind !== 'Value') return [];
  const marks = [...steps.values()].flatMap((step) =>
    step.do === 'add' && step.object === object ? [ledger.markOf(step.id)] : [],
  );
  const done = marks.filter((mark) => mark === Mark.done).length;
  const begun = marks.filter((mark) => mark === Mark.begun).length;
  const { value } = handle.it;
  return value >= done && value <= done + begun ? [] : [`the sum is ${value}, not ${done} to ${done + begun}`];
}

/** The permits are as many as at first, less those that somebody died with. */
function auditSemaphore({ ledger, crowd }: Game, object: number, value: number, dead: readonly Dead[]): string[] {
  const spec = crowd.objects[object]!;
  if (spec.kind !== 'Semaphore') return [];
  const certain = dead.filter(({ player }) => ledger.holdOf(player, object) === Hold.held).length;
  const unsure = dead.filter(({ player }) => ledger.holdOf(player, object) === Hold.changing).length;
  if (value <= spec.value - certain && value >= spec.value - certain - unsure) return [];
  return [`${value} permits of ${spec.value}: ${certain} died with one, ${unsure} perhaps`];
}
