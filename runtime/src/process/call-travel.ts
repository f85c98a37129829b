/** A call on its way into another thread: which function or class, with what. */
import { describeFunction } from '../functions/describe-function.ts';
import type { AnyFunction, FunctionRef } from '../functions/function-ref.ts';
import '../handle-kinds.ts';
import { resolveFunction } from '../functions/resolve-function.ts';
import { mainScript } from '../loader/main-script.ts';
import { loadScript } from '../loader/worker-loader.ts';
import { decode, encode } from '../shared-memory/codec/codec.ts';
import { adoptMemories, withMemories, type Memories } from '../shared-memory/shared-registry.ts';

/** What a process is made of before it is started. */
export interface Call {
  readonly target: AnyFunction | undefined;
  readonly args: readonly unknown[];
  /** The class, where it is not Process itself. */
  readonly subclass: AnyFunction | undefined;
  /** Own fields of the object. */
  readonly fields: object;
}

export interface PackedCall {
  readonly target: FunctionRef | null;
  readonly subclass: FunctionRef | null;
  /** Encoded. */
  readonly args: Uint8Array;
  readonly fields: Uint8Array;
  /** What the handles in them lie in: sent along, because asking the directory would cost the start of a worker 2 ms. */
  readonly memories: Memories;
}

export interface UnpackedCall {
  readonly target: ((...args: readonly unknown[]) => unknown) | undefined;
  readonly args: readonly unknown[];
  readonly subclass: AnyFunction | undefined;
  readonly fields: object;
}

/** @throws {FunctionError} for a function that cannot travel, {NotCloneableError} for such a value, with the path to it. */
export function packCall({ target, subclass, args, fields }: Call): PackedCall {
  const { result, memories } = withMemories(() => ({ args: encode(args, 'args'), fields: encode(fields, 'this') }));
  return {
    target: target === undefined ? null : describeFunction(target),
    subclass: subclass === undefined ? null : describeFunction(subclass),
    ...result,
    memories,
  };
}

/** Rejects with what the user's modules throw while they load. */
export async function unpackCall(call: PackedCall): Promise<UnpackedCall> {
  adoptMemories(call.memories);
  await loadMainScript();
  const target = call.target === null ? undefined : await resolveFunction(call.target);
  return {
    target: target as UnpackedCall['target'],
    subclass: call.subclass === null ? undefined : await resolveFunction(call.subclass),
    args: decode(call.args) as readonly unknown[],
    fields: decode(call.fields) as object,
  };
}

/** Every worker has its own copy of the script, as under Python's `spawn`. Loading it a second time does nothing. */
export async function loadMainScript(): Promise<void> {
  const script = mainScript();
  if (script !== null) await loadScript(script);
}
