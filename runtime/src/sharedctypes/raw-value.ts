/** `RawValue`: Python's `multiprocessing.sharedctypes.RawValue`, one number in shared memory without a lock. */
import { inspect, type InspectOptions } from 'node:util';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import { HandleCache } from '../shared-memory/handle-cache.ts';
import {
  assertCodeValue,
  assertTypeCode,
  type BigIntView,
  bytesOfText,
  type CodeInput,
  type CodeValue,
  isPlainValue,
  isTypeCode,
  kindOf,
  type NumberView,
  type TypeCode,
  viewOfCode,
} from './type-codes.ts';

/**
 * A number that all threads see, without a lock: `new RawValue('i')`, `new RawValue('d', 0.5)`. Zero unless given.
 * Integers wrap around. Of type `c` it is a byte, and may be given as a text of one byte.
 */
export class RawValue<Code extends TypeCode = TypeCode> {
  /** The type code it was made with. */
  readonly code: Code;
  /** The memory it lies in. @internal */
  readonly memory: SharedArrayBuffer;
  readonly #view: NumberView | BigIntView;
  readonly #kind: 'int' | 'float' | 'bigint';

  /** Throws TypeError for an unknown code or a wrong initial number. */
  constructor(code: Code, initial?: CodeInput<Code>);
  /** A value that exists already. @internal */
  constructor(code: Code, initial?: CodeInput<Code>, memory?: SharedArrayBuffer);
  constructor(code: Code, initial?: CodeInput<Code>, memory?: SharedArrayBuffer) {
    assertTypeCode(code);
    this.code = code;
    this.memory = memory ?? new SharedArrayBuffer(8);
    this.#view = viewOfCode(code, this.memory, 0, 1);
    this.#kind = kindOf(this.#view);
    if (initial !== undefined) this.value = initial;
    if (isRawValue(new.target)) values.add(this.memory, this);
  }

  /** The number. Throws TypeError for what is none of the right type. */
  get value(): CodeValue<Code> {
    return this.#view[0] as CodeValue<Code>;
  }

  set value(next: CodeInput<Code>) {
    if (isPlainValue(this.#kind, next)) this.#view[0] = next as number;
    else this.#setChecked(next);
  }

  #setChecked(next: unknown): void {
    const bytes = this.code === 'c' ? bytesOfText(next) : undefined;
    const number = bytes?.length === 1 ? bytes[0] : next;
    assertCodeValue(this.code, this.#view, number);
    this.#view[0] = number as number;
  }
}

// Its number, which is what is looked for; not the memory.
Object.defineProperty(RawValue.prototype, inspect.custom, {
  value: function inspectValue(this: RawValue, _depth: number, options: InspectOptions) {
    return `${this.constructor.name}(${inspect(this.code)}) ${inspect(this.value, options)}`;
  },
});

/** Not asked inside of the class: the bundler would rename it there, and its name is seen. */
function isRawValue(constructor: unknown): boolean {
  return constructor === RawValue;
}

const values = new HandleCache<RawValue>();

registerHandle<RawValue>({
  tag: 'RawValue',
  type: RawValue,
  encode: (value) => [value.memory, value.code],
  decode: (fields) => {
    const [memory, code] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || !isTypeCode(code))
      throw new TypeError('damaged handle of a RawValue');
    return values.get(memory, () => new RawValue(code, undefined, memory));
  },
});
