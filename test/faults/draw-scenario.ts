/** Draws a scenario from a seed: the same seed gives the same scenario, on any machine. */
import { createRandom, type Random } from './random.ts';
import type {
  Act,
  ActKind,
  Call,
  Calls,
  Crowd,
  Fault,
  Limit,
  ObjectKind,
  ObjectSpec,
  Player,
  Scenario,
  Step,
  TouchStep,
  Way,
} from './scenario.ts';

export function drawScenario(seed: number): Scenario {
  const random = createRandom(seed);
  return random.below(5) < 3 ? drawCrowd(random) : drawCalls(random);
}

const KINDS: readonly [ObjectKind, ...ObjectKind[]] = [
  'Queue',
  'Queue',
  'JoinableQueue',
  'SimpleQueue',
  'Pipe',
  'Lock',
  'RLock',
  'Semaphore',
  'Event',
  'Condition',
  'Barrier',
  'Value',
  'SharedArray',
];
const FAULTS: readonly [Fault, ...Fault[]] = ['exit', 'exit', 'throw', 'unhandled', 'overflow', 'never'];
const ONCE_IN_FAULT = 9;
const ONCE_IN_MEMORY = 14;

/** Everything that the steps of one scenario are drawn with. */
interface Deck {
  readonly random: Random;
  readonly objects: readonly ObjectSpec[];
  /** Whether every wait has a limit, so that every worker ends by itself. */
  readonly bounded: boolean;
  nextId(): number;
}

function drawCrowd(random: Random): Crowd {
  const workerCount = 1 + random.below(4);
  const objects = Array.from({ length: 1 + random.below(3) }, () => drawObject(random, workerCount + 1));
  const ids = { last: 0 };
  const bounded = random.oneIn(2);
  const deck: Deck = { random, objects, bounded, nextId: () => ++ids.last };
  const workers = Array.from({ length: workerCount }, (_, i) => drawPlayer(deck, i + 1));
  const main = drawMain(deck, workerCount);
  return {
    type: 'crowd',
    objects,
    workers,
    main,
    ending: random.pick(bounded ? ['async', 'sync', 'joinSync'] : ['async', 'sync']),
  };
}

function drawObject(random: Random, players: number): ObjectSpec {
  const kind = random.pick(KINDS);
  switch (kind) {
    case 'Queue':
    case 'JoinableQueue':
      return { kind, maxsize: random.oneIn(2) ? 0 : 1 + random.below(3) };
    case 'Pipe': {
      const first = random.below(players);
      return { kind, ends: [first, (first + 1 + random.below(players - 1)) % players] };
    }
    case 'Semaphore':
      return { kind, value: 1 + random.below(2) };
    case 'Barrier':
      return { kind, parties: 1 + random.below(players) };
    default:
      return { kind };
  }
}

function drawPlayer(deck: Deck, player: number): Player {
  const { random } = deck;
  const smallHeap = random.oneIn(ONCE_IN_MEMORY);
  const steps = Array.from({ length: 1 + random.below(7) }, () => drawStep(deck, player, []));
  if (smallHeap) steps.splice(random.below(steps.length + 1), 0, { id: deck.nextId(), do: 'fault', fault: 'memory' });
  return { smallHeap, steps };
}

function drawMain(deck: Deck, workerCount: number): Step[] {
  const { random } = deck;
  return Array.from({ length: random.below(6) }, (): Step => {
    if (!random.oneIn(3)) return drawStep(deck, 0, []);
    const how = random.pick<'terminate' | 'kill'>(['terminate', 'kill']);
    return { id: deck.nextId(), do: 'strike', player: 1 + random.below(workerCount), how };
  });
}

/** A step of that player. Main never faults, and each of its waits has a limit. */
function drawStep(deck: Deck, player: number, held: readonly number[]): Step {
  const { random, objects } = deck;
  const id = deck.nextId();
  if (player > 0 && random.oneIn(ONCE_IN_FAULT)) return { id, do: 'fault', fault: random.pick(FAULTS) };
  const way = random.pick<Way>(['async', 'sync']);
  const object = random.below(objects.length);
  const spec = objects[object]!;
  const usable = spec.kind !== 'Pipe' || spec.ends.includes(player);
  if (!usable || random.oneIn(8)) return { id, do: 'sleep', way, ms: random.below(12) };
  const limit = drawLimit(random, way, player === 0 || deck.bounded);
  return drawUse(deck, { id, object, way, limit }, player, held);
}

function drawLimit(random: Random, way: Way, needed: boolean): Limit {
  if (!needed && !random.oneIn(3)) return { type: 'none' };
  const ms = random.below(25);
  return { type: way === 'async' && random.oneIn(2) ? 'abort' : 'timeout', ms };
}

interface Base {
  readonly id: number;
  readonly object: number;
  readonly way: Way;
  readonly limit: Limit;
}

function drawUse(deck: Deck, base: Base, player: number, held: readonly number[]): Step {
  const { random } = deck;
  const spec = deck.objects[base.object]!;
  const touch = (...ways: [TouchStep['do'], ...TouchStep['do'][]]): Step => ({
    id: base.id,
    object: base.object,
    do: random.pick(ways),
  });
  switch (spec.kind) {
    case 'Queue':
    case 'JoinableQueue':
    case 'SimpleQueue':
    case 'Pipe': {
      // SimpleQueue knows no limits, as Python's: who must not wait for ever does not get.
      const simple = spec.kind === 'SimpleQueue';
      const step = simple ? { ...base, limit: { type: 'none' } as const } : base;
      const mayGet = !simple || (!deck.bounded && player > 0);
      if (mayGet && random.oneIn(2)) return { ...step, do: 'get', done: !random.oneIn(6) };
      return { ...step, do: 'put', bytes: random.oneIn(6) ? 100_000 : random.below(50), poison: random.oneIn(12) };
    }
    case 'Lock':
    case 'RLock':
    case 'Semaphore':
      return { ...base, do: 'hold', inside: drawInside(deck, player, [...held, base.object]) };
    case 'Event':
      return random.oneIn(2) ? { ...base, do: 'meet' } : touch('set', 'set', 'clear');
    case 'Condition':
      return { ...base, do: 'hold', inside: [drawInCondition(deck, base, player)] };
    case 'Barrier':
      return random.oneIn(6) ? touch('abort') : { ...base, do: 'meet' };
    case 'Value':
    case 'SharedArray':
      return touch('add');
  }
}

/** What is done while locks are held. Only an RLock may be met again there: with another, a worker would wait for itself. */
function drawInside(deck: Deck, player: number, held: readonly number[]): Step[] {
  if (held.length === 3) return [];
  const steps = Array.from({ length: deck.random.below(3) }, () => drawStep(deck, player, held));
  return steps.filter((step) => {
    const again = 'object' in step && held.includes(step.object);
    return !again || deck.objects[step.object]!.kind === 'RLock';
  });
}

function drawInCondition(deck: Deck, { object, way, limit }: Base, player: number): Step {
  const id = deck.nextId();
  const { random } = deck;
  if (player > 0 && random.oneIn(ONCE_IN_FAULT)) return { id, do: 'fault', fault: random.pick(FAULTS) };
  if (random.oneIn(2)) return { id, object, way, limit, do: 'meet' };
  return { id, object, do: random.pick<TouchStep['do']>(['notify', 'notifyAll']) };
}

const HARMLESS: readonly [ActKind, ...ActKind[]] = ['value', 'value', 'value', 'big', 'later', 'slow'];
const HARMFUL: readonly [ActKind, ...ActKind[]] = [
  'throw',
  'throw',
  'exit',
  'exit',
  'unhandled',
  'overflow',
  'uncloneable',
  'never',
  'leave',
  'unreadable',
];
const CROSSING: readonly [ActKind, ...ActKind[]] = ['forth', 'forth', 'back', 'back', 'exitHolding'];
const FORMS: readonly [Call['form'], ...Call['form'][]] = [
  'map',
  'mapSync',
  'mapAsync',
  'starmap',
  'imap',
  'imapSync',
  'imapUnordered',
  'apply',
  'applySync',
  'applyAsync',
];

function drawCalls(random: Random): Calls {
  const smallHeap = random.oneIn(ONCE_IN_MEMORY);
  const of = random.oneIn(3) ? 'ProcessPoolExecutor' : 'Pool';
  const workers = 1 + random.below(4);
  const locks = random.oneIn(3);
  const pipe = random.oneIn(3);
  const props: ActKind[] = [
    ...(locks ? [random.pick(CROSSING), random.pick(CROSSING)] : []),
    ...(pipe ? (['send', 'send'] as const) : []),
  ];
  return {
    type: 'calls',
    of,
    workers,
    initializer: random.pick(['none', 'none', 'none', 'none', 'works', 'works', 'throws', 'exits']),
    maxTasksPerChild: random.oneIn(5) ? 1 + random.below(3) : undefined,
    minProcesses: of === 'Pool' && random.oneIn(4) ? random.below(workers + 1) : undefined,
    idleTimeoutMs: of === 'Pool' && random.oneIn(5) ? random.below(20) : undefined,
    smallHeap,
    locks,
    pipe,
    calls: Array.from({ length: 1 + random.below(4) }, (_, i) => drawCall(random, props, smallHeap && i === 0)),
    strikeMs: random.oneIn(3) ? random.below(60) : undefined,
    ending: random.pick(['close', 'terminate']),
    join: random.pick<Way>(['async', 'sync']),
  };
}

/** `props`: what tasks do with what they share. */
function drawCall(random: Random, props: readonly ActKind[], withMemory: boolean): Call {
  const form = random.pick(FORMS);
  const count = form.startsWith('apply') ? 1 : random.below(20);
  const kinds = Array.from({ length: count }, () => random.pick([...HARMLESS, ...props]));
  if (count > 0 && random.oneIn(3)) kinds[random.below(count)] = random.pick(HARMFUL);
  if (count > 0 && withMemory) kinds[random.below(count)] = 'memory';
  const acts = kinds.map((kind, i): Act => ({ kind, x: i + 1 }));
  const isStream = form.startsWith('imap');
  const way: Way = form.endsWith('Sync') ? 'sync' : 'async';
  return {
    form,
    acts,
    chunksize: 1 + random.below(5),
    limit: random.oneIn(5) ? drawLimit(random, way, true) : { type: 'none' },
    taskTimeoutMs: random.oneIn(8) ? 5 + random.below(60) : undefined,
    leaveAfter: isStream && random.oneIn(4) ? random.below(count + 1) : undefined,
  };
}
