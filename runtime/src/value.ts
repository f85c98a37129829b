/** `Value`: Python's `multiprocessing.Value`, one number in shared memory with a lock of its own. */
import { ObjectType } from '../../trace/src/vocabulary.ts';
import { registerHandle } from './shared-memory/codec/handles.ts';
import { HandleCache } from './shared-memory/handle-cache.ts';
import { introduce } from './synchronize/identity.ts';
import { LOCK_WORDS } from './synchronize/lock.ts';
import { type RLock, rlockAt } from './synchronize/rlock.ts';
import {
  assertCodeValue,
  assertTypeCode,
  type BigIntView,
  type CodeValue,
  isTypeCode,
  kindOf,
  type NumberView,
  type TypeCode,
  viewOfCode,
} from './type-codes.ts';

/** The number comes first, then the words of the lock: in one cache line, because they are used together. */
const LOCK_WORD = 2;
const MEMORY_BYTES: number = (LOCK_WORD + LOCK_WORDS) * 4;

/**
 * A number that all threads see: `new Value('i')`, `new Value('d', 0.5)`. Zero unless given. Integers wrap around.
 * `value.value += 1` reads and writes in two steps: do it under `getLock()`, or updates get lost.
 */
export class Value<Code extends TypeCode = TypeCode> {
  /** The type code it was made with. */
  readonly code: Code;
  readonly #memory: SharedArrayBuffer;
  readonly #view: NumberView | BigIntView;
  readonly #kind: 'int' | 'float' | 'bigint';
  #lock: RLock | undefined;

  /** Throws TypeError for an unknown code or a wrong initial number. (`memory` is for the runtime: a value that exists already.) */
  constructor(code: Code, initial?: CodeValue<Code>, memory?: SharedArrayBuffer) {
    assertTypeCode(code);
    this.code = code;
    this.#memory = memory ?? new SharedArrayBuffer(MEMORY_BYTES);
    this.#view = viewOfCode(code, this.#memory, 0, 1);
    this.#kind = kindOf(this.#view);
    values.add(this.#memory, this);
    if (memory !== undefined) return;
    if (initial !== undefined) this.value = initial;
    // What is waited for is its lock, so that is what the trace knows.
    introduce(new Int32Array(this.#memory), LOCK_WORD, ObjectType.value);
  }

  /** The number. Throws TypeError for what is none of the right type. */
  get value(): CodeValue<Code> {
    return this.#view[0] as CodeValue<Code>;
  }

  set value(next: CodeValue<Code>) {
    const isPlain =
      typeof next === 'number' && (this.#kind === 'float' || (this.#kind === 'int' && (next | 0) === next));
    if (!isPlain) assertCodeValue(this.code, this.#view, next);
    this.#view[0] = next;
  }

  /** The lock that belongs to it, an RLock as in Python: `using held = await value.getLock().acquire()`. */
  getLock(): RLock {
    return (this.#lock ??= rlockAt(this.#memory, LOCK_WORD));
  }

  /** The memory it lies in. @internal */
  get memory(): SharedArrayBuffer {
    return this.#memory;
  }
}

const values = new HandleCache<Value>();

/** The value that lies in the memory. @internal */
export function valueIn(memory: SharedArrayBuffer, code: TypeCode): Value {
  return values.get(memory, () => new Value(code, undefined, memory));
}

registerHandle<Value>({
  tag: 'Value',
  type: Value,
  encode: (value) => [value.memory, value.code],
  decode: (fields) => {
    const [memory, code] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || !isTypeCode(code)) throw new TypeError('damaged handle of a Value');
    return valueIn(memory, code);
  },
});
