/**
 * What a caller passed, looked at before anything is started with it. A message says what was expected and what was
 * found; of a wrong kind is a TypeError, out of range a RangeError.
 */
import type { ResourceLimits } from 'node:worker_threads';
import type { WaitOptions } from './shared-memory/bell.ts';

/** What a value is, in a word or two: `null`, `array`, `number`, `string '4'`, `object`, `Date`. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') return `string '${value.length > 20 ? `${value.slice(0, 20)}…` : value}'`;
  if (typeof value !== 'object') return typeof value;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const { constructor } = value;
  if (tag !== 'Object') return tag;
  return typeof constructor === 'function' && constructor !== Object ? constructor.name : 'object';
}

/** Throws TypeError for options that are no object, and for one that `call` does not know, by its name. */
export function assertOptions(call: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${call}: expected an object with options, found ${kindOf(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || known.includes(name)) continue;
    throw new TypeError(`${call} has no option '${name}'${known.length > 0 ? `; it has ${known.join(', ')}` : ''}`);
  }
}

/** Throws TypeError for an argument of what takes none; undefined passes. */
export function assertNoArgument(call: string, argument: unknown): void {
  if (argument !== undefined) throw new TypeError(`${call} takes no arguments, found ${kindOf(argument)}`);
}

/** Throws TypeError for options of what does not wait; undefined passes. */
export function assertNoOptions(call: string, options: unknown): void {
  if (options === undefined) return;
  throw new TypeError(`${call} does not wait and takes no options, found ${kindOf(options)}`);
}

/** Throws TypeError for what is no array. */
export function assertArray(name: string, value: unknown): asserts value is readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError(`${name}: expected an array, found ${kindOf(value)}`);
}

/** Throws TypeError for what `for … of` cannot go through; a text is refused too. `of` says what was expected in it. */
export function assertIterable(name: string, value: unknown, of: string): asserts value is Iterable<unknown> {
  if (typeof value === 'object' && value !== null && Symbol.iterator in value) return;
  throw new TypeError(`${name}: expected an array or another iterable of ${of}, found ${kindOf(value)}`);
}

/** Throws TypeError for what is no function; undefined passes. */
export function assertFunction(name: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  throw new TypeError(`${name}: expected a function, found ${kindOf(value)}`);
}

/** Throws TypeError for what is not of that type; undefined passes. */
export function assertType(name: string, value: unknown, type: 'string' | 'boolean'): void {
  if (value === undefined || typeof value === type) return;
  throw new TypeError(`${name}: expected a ${type}, found ${kindOf(value)}`);
}

/**
 * The number as given, undefined included. Throws for what is no whole number of [least, most]; `why` explains `most`, and
 * `write` shows to who passed something else how the call is written.
 */
export function wholeNumber(
  name: string,
  value: number | undefined,
  least: number,
  {
    most = Infinity,
    why = '',
    write = '',
  }: { readonly most?: number; readonly why?: string; readonly write?: string } = {},
): number | undefined {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= most)) return value;
  const range = most === Infinity ? ` of at least ${least}` : ` from ${least} to ${most}`;
  const expected = `${name}: expected a whole number${least === -Infinity ? '' : range}`;
  throw outOfRange(expected, value, typeof value === 'number' ? (value > most ? why : '') : write);
}

/** The time as given, undefined included. Throws for what is no number of milliseconds; below 0 counts as 0. */
export function milliseconds(name: string, value: number | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || Number.isNaN(value)) {
    throw outOfRange(`${name}: expected a number of milliseconds`, value, '');
  }
  return Math.max(0, value);
}

/** The same of a time that has to pass: throws RangeError below 0. */
export function duration(name: string, value: number | undefined): number | undefined {
  const time = milliseconds(name, value);
  if (value !== undefined && value < 0) {
    throw outOfRange(`${name}: expected a number of milliseconds of at least 0`, value, '');
  }
  return time;
}

/**
 * Throws TypeError for wait options with an option that is none, or of the wrong kind; undefined passes. A `call` named
 * `…Sync()` blocks its thread and takes no signal.
 */
export function assertWaitOptions(call: string, options: WaitOptions | undefined): void {
  if (options === undefined) return;
  if (typeof options === 'number') {
    throw new TypeError(
      `${call}: expected an object with options, found number: write { timeoutMs: … }, in milliseconds`,
    );
  }
  assertOptions(call, options, call.endsWith('Sync()') ? ['timeoutMs'] : ['timeoutMs', 'signal']);
  milliseconds('timeoutMs', options.timeoutMs);
  assertSignal('signal', options.signal);
}

/** The options of a wait whose time may also stand alone, as in Python. Throws as `assertWaitOptions`. */
export function toWaitOptions(call: string, timeoutOrOptions: number | WaitOptions | undefined): WaitOptions {
  const options = typeof timeoutOrOptions === 'object' ? timeoutOrOptions : { timeoutMs: timeoutOrOptions };
  assertWaitOptions(call, options);
  return options;
}

/** Throws TypeError for what is no AbortSignal; undefined passes. */
export function assertSignal(name: string, value: unknown): void {
  if (value === undefined || value instanceof AbortSignal) return;
  throw new TypeError(`${name}: expected an AbortSignal, found ${kindOf(value)}`);
}

const LIMITS: readonly (keyof ResourceLimits)[] = [
  'maxOldGenerationSizeMb',
  'maxYoungGenerationSizeMb',
  'codeRangeSizeMb',
  'stackSizeMb',
];

/** Throws for limits that Node does not know, and for what is no positive number of megabytes; undefined passes. */
export function assertResourceLimits(limits: ResourceLimits | undefined): void {
  if (limits === undefined) return;
  assertOptions('resourceLimits', limits, LIMITS);
  for (const name of LIMITS) {
    const value = limits[name];
    if (value === undefined || (typeof value === 'number' && value > 0)) continue;
    throw outOfRange(`resourceLimits.${name}: expected megabytes above 0`, value, '');
  }
}

function outOfRange(expectation: string, value: unknown, why: string): Error {
  const reason = why === '' ? '' : `: ${why}`;
  if (typeof value !== 'number') return new TypeError(`${expectation}, found ${kindOf(value)}${reason}`);
  return new RangeError(`${expectation}, found ${value}${reason}`);
}
