/** A call on its way into another thread: which function or class, with what. */
import { describeFunction } from '../functions/describe-function.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import '../functions/function-travel.ts';
import '../functions/instance-travel.ts';
import '../handle-kinds.ts';
import { withModules } from '../functions/resolve-function.ts';
import { mainScript } from '../loader/main-script.ts';
import { loadScript } from '../loader/worker-loader.ts';
import type { PackedCall } from './packed-call.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import type { EncodeOptions } from '../shared-memory/codec/encode.ts';
import { adoptMemories, withMemories } from '../shared-memory/shared-registry.ts';

/** What a process is made of before it is started. */
export interface Call {
  readonly target: AnyFunction | undefined;
  readonly args: readonly unknown[];
  /** The class, where it is not Process itself. */
  readonly subclass: AnyFunction | undefined;
  /** Own fields of the object. */
  readonly fields: object;
  /** Whether shared memory may be in it outside of handles: not on the way into a process of its own. */
  readonly rawMemory: boolean;
}

export interface UnpackedCall {
  readonly target: ((...args: readonly unknown[]) => unknown) | undefined;
  readonly args: readonly unknown[];
  readonly subclass: AnyFunction | undefined;
  readonly fields: object;
}

/** @throws {FunctionError} for a function that cannot travel, {NotCloneableError} for such a value, with the path to it. */
export function packCall({ target, subclass, args, fields, rawMemory }: Call): PackedCall {
  const options = { functions: true, rawMemory };
  const { result, memories } = withMemories(() => ({
    target: target === undefined ? null : packFunction(target, options),
    subclass: subclass === undefined ? null : packFunction(subclass, options),
    args: encode(args, 'args', options),
    fields: encode(fields, 'this', options),
  }));
  return { ...result, memories };
}

/** A function with what it takes along, encoded. @throws {FunctionError} where it cannot travel. */
export function packFunction(fn: AnyFunction, options: EncodeOptions = { functions: true }): Uint8Array {
  describeFunction(fn);
  return encode(fn, 'function', options);
}

/** The value that bytes of this page stand for; rejects with what the modules of its functions throw while they load. */
export async function unpack(bytes: Uint8Array): Promise<unknown> {
  return await withModules(() => decode(bytes));
}

/** Rejects with what the user's modules throw while they load. */
export async function unpackCall(call: PackedCall): Promise<UnpackedCall> {
  adoptMemories(call.memories);
  await loadMainScript();
  const target = call.target === null ? undefined : await unpack(call.target);
  return {
    target: target as UnpackedCall['target'],
    subclass: call.subclass === null ? undefined : ((await unpack(call.subclass)) as AnyFunction),
    args: (await unpack(call.args)) as readonly unknown[],
    fields: (await unpack(call.fields)) as object,
  };
}

/** Every worker has its own copy of the script, as under Python's `spawn`. Loading it a second time does nothing. */
export async function loadMainScript(): Promise<void> {
  const script = mainScript();
  if (script !== null) await loadScript(script);
}
