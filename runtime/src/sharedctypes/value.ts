/** `Value`: Python's `multiprocessing.Value`, one number in shared memory with a lock of its own. */
import { ObjectType } from '../../../trace/src/vocabulary.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import { introduce } from '../synchronize/identity.ts';
import { type Lock, LOCK_WORDS } from '../synchronize/lock.ts';
import type { RLock } from '../synchronize/rlock.ts';
import { isLockField, type LockField, lockField, lockOf, type LockOption } from './own-lock.ts';
import { RawValue } from './raw-value.ts';
import { type CodeInput, isTypeCode, type TypeCode } from './type-codes.ts';

/** The number comes first, then the words of the lock: in one cache line, because they are used together. */
const LOCK_WORD = 2;
const MEMORY_BYTES: number = (LOCK_WORD + LOCK_WORDS) * 4;

/**
 * A number that all threads see: `new Value('i')`, `new Value('d', 0.5)`. Zero unless given. Integers wrap around.
 * `value.value += 1` reads and writes in two steps: do it under `getLock()`, or updates get lost.
 */
export class Value<Code extends TypeCode = TypeCode> extends RawValue<Code> {
  readonly #field: LockField;
  #lock: Lock | RLock | undefined;

  /** Throws TypeError for an unknown code, a wrong initial number or a wrong lock. */
  constructor(code: Code, initial?: CodeInput<Code>, options?: LockOption);
  /** A value that exists already. @internal */
  constructor(code: Code, initial?: CodeInput<Code>, options?: LockOption, memory?: SharedArrayBuffer);
  constructor(code: Code, initial?: CodeInput<Code>, options: LockOption = {}, memory?: SharedArrayBuffer) {
    super(code, initial, memory ?? new SharedArrayBuffer(MEMORY_BYTES));
    this.#field = lockField(options);
    values.add(this.memory, this);
    // What is waited for is its lock, so that is what the trace knows.
    if (memory === undefined) introduce(new Int32Array(this.memory), LOCK_WORD, ObjectType.value);
  }

  /**
   * The lock that belongs to it, an RLock as in Python: `using held = await value.getLock().acquire()`. Throws TypeError
   * when it was made with `lock: false`.
   */
  getLock(): Lock | RLock {
    return (this.#lock ??= lockOf(this.#field, this.memory, LOCK_WORD));
  }

  /** The same number without its lock. */
  getObj(): RawValue<Code> {
    return new RawValue(this.code, undefined, this.memory);
  }

  /** How its lock travels. @internal */
  get lockField(): LockField {
    return this.#field;
  }
}

const values = new HandleCache<Value>();

/** The value that lies in the memory. */
export function valueIn(memory: SharedArrayBuffer, code: TypeCode, lock: LockField = true): Value {
  const create = (): Value => new Value(code, undefined, { lock }, memory);
  const known = values.get(memory, create);
  // One memory may have two locks: see `sharedctypes.synchronized`.
  return known.lockField === lock ? known : create();
}

registerHandle<Value>({
  tag: 'Value',
  type: Value,
  encode: (value) => [value.memory, value.code, value.lockField],
  decode: (fields) => {
    const [memory, code, lock] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || !isTypeCode(code) || !isLockField(lock)) {
      throw new TypeError('damaged handle of a Value');
    }
    return valueIn(memory, code, lock);
  },
});
