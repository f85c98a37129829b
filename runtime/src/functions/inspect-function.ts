/** Asks V8 where a function was written and what its scopes hold, through a session of this thread with itself. */
import type { Runtime, Session } from 'node:inspector';
import { FunctionError, type AnyFunction } from './function-ref.ts';

export interface FunctionPlace {
  readonly scriptId: string;
  /** From 0, in the running code. */
  readonly line: number;
  readonly column: number;
  /** Innermost first, as V8 names them: `Closure (main)`, `Block`, `Module`, `Global`. */
  readonly scopes: readonly ScopeHandle[];
}

export interface ScopeHandle {
  readonly label: string;
  readonly objectId: string;
}

const SLOT = Symbol.for('parascope.inspected');
const GROUP = 'parascope';
const EXPRESSION = 'globalThis[Symbol.for("parascope.inspected")]';
const slots = globalThis as { [SLOT]?: unknown };
let session: Session | undefined;

/** The session is opened once and kept: opening costs more than all else here. Throws FunctionError where Node forbids it (`--permission`). */
function open(): Session {
  if (!session) {
    const { Session } = process.getBuiltinModule('node:inspector');
    const opened = new Session();
    connect(opened);
    session = opened;
  }
  return session;
}

function connect(opened: Session): void {
  try {
    opened.connect();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FunctionError(`functions are found through Node's inspector, which is not permitted here: ${reason}`);
  }
}

/** Callbacks of a session with one's own thread run before `post` returns. */
// The result's type belongs to the method; Node's own declarations of `post` have it as a callback's parameter too.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what the method answers
export function post<Result>(method: string, params: object): Result {
  const failures: Error[] = [];
  let answer: Result | undefined;
  open().post(method, params, (error, result) => {
    if (error) failures.push(error);
    answer = result as Result;
  });
  if (failures[0]) throw new Error(`${method}: ${failures[0].message}`);
  return answer as Result;
}

/** Runs `use` with what V8 knows of a function; `undefined` for functions without source. Scope handles die afterwards. */
export function withPlace<T>(fn: AnyFunction, use: (place: FunctionPlace | undefined) => T): T {
  slots[SLOT] = fn;
  try {
    const { result } = post<Runtime.EvaluateReturnType>('Runtime.evaluate', {
      expression: EXPRESSION,
      objectGroup: GROUP,
    });
    const { internalProperties = [] } = post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
      objectId: result.objectId,
      ownProperties: true,
    });
    return use(toPlace(internalProperties));
  } finally {
    delete slots[SLOT];
    post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
}

function toPlace(internal: readonly Runtime.InternalPropertyDescriptor[]): FunctionPlace | undefined {
  const location: unknown = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  if (!isLocation(location)) return undefined;
  const list = internal.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
  return {
    scriptId: location.scriptId,
    line: location.lineNumber,
    column: location.columnNumber,
    scopes: list === undefined ? [] : scopesOf(list),
  };
}

function scopesOf(objectId: string): ScopeHandle[] {
  const { result } = post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId, ownProperties: true });
  return result.flatMap(({ name, value }) =>
    /^\d+$/.test(name) && value?.objectId !== undefined
      ? [{ label: value.description ?? '', objectId: value.objectId }]
      : [],
  );
}

/** The variables that a scope holds. */
export function namesInScope({ objectId }: ScopeHandle): string[] {
  const { result } = post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId, ownProperties: true });
  return result.map(({ name }) => name);
}

function isLocation(value: unknown): value is { scriptId: string; lineNumber: number; columnNumber: number } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'scriptId' in value &&
    'lineNumber' in value &&
    'columnNumber' in value
  );
}
