/** What runs the jobs of a new pool: workers, or in a serial run this thread. */
import { packFunction } from '../process/call-travel.ts';
import { isSerialRun } from '../serial-run.ts';
import { collectJourneys, encode, keepMemories } from '../shared-memory/codec/codec.ts';
import type { Engine, Staff } from './engine.ts';
import { PoolCrew } from './pool-crew.ts';
import { PoolEngine } from './pool-engine.ts';
import type { PoolShape } from './pool-options.ts';
import { OWNER_BYTES, type PoolStart } from './pool-start.ts';
import { NO_STAFF, SerialEngine } from './serial-engine.ts';

export interface EngineOptions extends Pick<PoolStart, 'object' | 'definitions'> {
  /** A worker that dies breaks the pool (an executor), instead of the one call that it worked for. */
  readonly breaksOnDeath: boolean;
}

/** Starts the workers that the shape asks for. Throws FunctionError for an initializer that cannot travel. */
export function createEngine(
  shape: PoolShape,
  { object, definitions, breaksOnDeath }: EngineOptions,
): { readonly engine: Engine; readonly staff: Staff } {
  // What could not travel to a worker is refused in a serial run too.
  const { result: initializer, journeys } = collectJourneys(() => pack(shape));
  if (isSerialRun()) return { engine: new SerialEngine(shape, { pool: object, breaksOnDeath }), staff: NO_STAFF };
  keepMemories(journeys);
  const bell = new SharedArrayBuffer(OWNER_BYTES);
  const { maxTasks, idleTimeoutMs, minProcesses } = shape;
  const start = { definitions, bell, object, maxTasks, idleTimeoutMs, minProcesses, initializer, journeys };
  const created: { crew?: PoolCrew } = {};
  const createCrew = (tasks: SharedArrayBuffer): PoolCrew => {
    created.crew = new PoolCrew(shape.size, { ...start, tasks }, shape.resourceLimits);
    return created.crew;
  };
  const engine = new PoolEngine(new Int32Array(bell), createCrew, { breaksOnDeath });
  return { engine, staff: created.crew! };
}

function pack({ initializer, initargs }: PoolShape): PoolStart['initializer'] {
  if (initializer === undefined) return null;
  return { fn: packFunction(initializer), args: encode(initargs, 'initargs', { functions: true }) };
}
