/** `Pipe`: two connected ends, as Python's `multiprocessing.Pipe`. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { assertType } from '../check-arguments.ts';
import { introduce } from '../queues/recorded-ring.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { Ring } from '../shared-memory/ring.ts';
import { Connection } from './connection.ts';
import { createHolders, type EndIndex, parseFields, type PipeMemory } from './pipe-memory.ts';

/**
 * A pipe's two ends. Duplex, the default: both send and receive. `Pipe(false)`: the first only receives, the second only
 * sends. Throws TypeError for what is no boolean.
 */
export function Pipe<T = unknown>(duplex = true): [Connection<T>, Connection<T>] {
  assertType('Pipe(duplex)', duplex, 'boolean');
  return namedPipe(duplex, 'Pipe');
}

/** The same, by another name in the trace and in errors. @internal */
export function namedPipe<T = unknown>(duplex: boolean, kind: string): [Connection<T>, Connection<T>] {
  const back = Ring.create({}, kind);
  const forth = duplex ? Ring.create({}, kind) : null;
  const id = introduce(ObjectType.pipe, kind);
  back.objectId = id;
  if (forth !== null) forth.objectId = id;
  const memory = { holders: createHolders(), fromFirst: forth?.memory ?? null, fromSecond: back.memory };
  const pair: [Connection<T>, Connection<T>] = [endOf<T>(memory, 0), endOf<T>(memory, 1)];
  for (const end of pair) end.hold();
  return pair;
}

const networkEnds = new WeakSet<Connection>();

/** Whether this thread has made it, for its own network thread. @internal */
export function isOwnNetworkEnd(connection: Connection): boolean {
  return networkEnds.has(connection);
}

/**
 * A duplex pipe of which this thread has that end, and the network thread gets the other in an order. `kind` names it in the trace;
 * `mostBytes` as in `PipeMemory`. @internal
 */
export function createPipe(
  kind: string,
  mostBytes: number,
  end: EndIndex = 0,
): { readonly connection: Connection; readonly memory: PipeMemory } {
  const [fromFirst, fromSecond] = [Ring.create({}, kind), Ring.create({}, kind)];
  fromFirst.objectId = fromSecond.objectId = introduce(ObjectType.pipe, kind);
  const memory = { holders: createHolders(), fromFirst: fromFirst.memory, fromSecond: fromSecond.memory, mostBytes };
  const connection = endOf(memory, end);
  networkEnds.add(connection);
  connection.hold();
  return { connection, memory };
}

const ends: readonly [HandleCache<Connection>, HandleCache<Connection>] = [new HandleCache(), new HandleCache()];

/** The object of this thread for that end. One that was closed here and arrives again is open again, as a new object. */
function endOf<T>(memory: PipeMemory, end: EndIndex): Connection<T> {
  const known = ends[end].get(memory.holders, () => new Connection(memory, end));
  const open = known.closed ? ends[end].add(memory.holders, new Connection(memory, end)) : known;
  return open as Connection<T>;
}

registerHandle<Connection>({
  tag: 'Connection',
  type: Connection,
  encode: (connection) => connection.fields(),
  decode: (fields) => {
    const parsed = parseFields(fields);
    if (parsed === undefined) throw new TypeError('damaged handle of a Connection');
    return endOf(parsed.memory, parsed.end);
  },
  journey: (connection) => connection.journey(),
  hold: (connection) => connection.hold(),
  arrive: (connection) => connection.arrive(),
});
