/** Asks V8 where a function was written and what its scopes hold, through a session of this thread with itself. */
import type { Debugger, InspectorNotification, Runtime, Session } from 'node:inspector';
import { FunctionError } from '../errors.ts';
import { type AnyFunction } from './function-ref.ts';

/** What V8 knows of a function: where it was written, or what bind() made it of. */
export type Inspected = FunctionPlace | BoundParts;

export interface FunctionPlace {
  readonly type: 'placed';
  readonly scriptId: string;
  /** From 0, in the running code. */
  readonly line: number;
  readonly column: number;
  /** Innermost first. */
  readonly scopes: readonly LiveScope[];
}

export interface BoundParts {
  readonly type: 'bound';
  readonly target: AnyFunction;
  readonly boundThis: unknown;
  readonly boundArgs: readonly unknown[];
}

/** A scope as it is now. */
export interface LiveScope {
  /** As V8 names it: `Closure (main)`, `Block`, `Module`, `Global`. */
  readonly label: string;
  /** Variables by name. Reading one that has no value yet throws ReferenceError. */
  readonly variables: object;
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

/** All scripts that V8 has, those among them whose functions nobody calls any more. 45 ms. */
export function parsedScripts(): readonly Debugger.ScriptParsedEventDataType[] {
  const scripts: Debugger.ScriptParsedEventDataType[] = [];
  const add = ({ params }: InspectorNotification<Debugger.ScriptParsedEventDataType>): void =>
    void scripts.push(params);
  const opened = open();
  opened.on('Debugger.scriptParsed', add);
  post('Debugger.enable', {});
  post('Debugger.disable', {});
  opened.off('Debugger.scriptParsed', add);
  return scripts;
}

/** What V8 knows of a function; `undefined` for functions without source. 0.1 ms. */
export function inspectFunction(fn: AnyFunction): Inspected | undefined {
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
    return toInspected(new Map(internalProperties.map(({ name, value }) => [name, value])));
  } finally {
    delete slots[SLOT];
    post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }
}

function toInspected(internal: ReadonlyMap<string, Runtime.RemoteObject | undefined>): Inspected | undefined {
  const location: unknown = internal.get('[[FunctionLocation]]')?.value;
  if (isLocation(location)) {
    const scopes = liveObject(internal.get('[[Scopes]]'));
    return {
      type: 'placed',
      scriptId: location.scriptId,
      line: location.lineNumber,
      column: location.columnNumber,
      scopes: Array.isArray(scopes) ? Array.from(scopes, toScope) : [],
    };
  }
  const target = liveObject(internal.get('[[TargetFunction]]'));
  if (typeof target !== 'function') return undefined;
  const boundArgs = liveObject(internal.get('[[BoundArgs]]'));
  return {
    type: 'bound',
    target: target as AnyFunction,
    boundThis: liveObject(internal.get('[[BoundThis]]')),
    boundArgs: Array.isArray(boundArgs) ? Array.from<unknown>(boundArgs) : [],
  };
}

/** The thing itself that V8 speaks of: one call, however many scopes and variables hang on it. */
function liveObject(remote: Runtime.RemoteObject | undefined): unknown {
  if (remote?.objectId === undefined) return fromWords(remote);
  slots[SLOT] = undefined;
  post('Runtime.callFunctionOn', {
    objectId: remote.objectId,
    functionDeclaration: `function () { 'use strict'; ${EXPRESSION} = this; }`,
  });
  return slots[SLOT];
}

/** A primitive. */
function fromWords(remote: Runtime.RemoteObject | undefined): unknown {
  const words = remote?.unserializableValue;
  if (words === undefined) return remote?.value as unknown;
  return words.endsWith('n') ? BigInt(words.slice(0, -1)) : Number(words);
}

/** V8 shows the list of scopes as `{ description, object }` for each. */
function toScope(entry: unknown): LiveScope {
  const { description, object } = entry as { readonly description?: string; readonly object?: object };
  return { label: description ?? '', variables: object ?? {} };
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
