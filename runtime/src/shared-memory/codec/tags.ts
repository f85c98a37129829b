/**
 * The bytes of an encoded value begin with a tag. Bytes from 0x40 on are values by themselves: short strings and small
 * integers. Numbers are little-endian; counts and lengths are varints (7 bits a byte, low first).
 */
export const Tag = {
  undefined: 0,
  null: 1,
  true: 2,
  false: 3,
  /** int32. */
  int32: 4,
  /** float64. */
  double: 5,
  /** varint length, one byte per code unit. */
  latin1: 6,
  /** varint length in code units, two bytes each. */
  utf16: 7,
  /** sign byte, varint count of bytes, magnitude little-endian. */
  bigint: 8,
  /** varint count, values. */
  array: 9,
  /** varint count, values; then varint count of named properties, key and value each. */
  arrayWithProperties: 10,
  /** varint count, key and value each. */
  object: 11,
  map: 12,
  set: 13,
  /** float64 ms since 1970. */
  date: 14,
  /** source, flags, as values. */
  regexp: 15,
  /** varint length, padding to a multiple of 8, bytes. */
  arrayBuffer: 16,
  /** varint length, varint maximum length, padding, bytes. */
  resizableBuffer: 17,
  /** type byte, varint byte offset, varint element count, the buffer as value. */
  view: 18,
  /** See error-envelope.ts. */
  error: 19,
  /** The primitive, as value. */
  boxed: 20,
  /** Name of the kind and its fields, as values. */
  handle: 21,
  /** varint id of shared memory. */
  sharedMemory: 22,
  /** varint: how many-th object of this message. */
  reference: 23,
  /** A missing element of an array. */
  hole: 24,
  /** Array of int32 alone: varint count, padding to a multiple of 8, the numbers. */
  int32Array: 25,
  /** Array of numbers alone, as float64. */
  doubleArray: 26,
  /** What stands for it as a value, varint count, values; it is made before its values are read. */
  function: 27,
  /** The same, made once its values are there. */
  lateFunction: 28,
  /** Name, message, stack, as values. */
  domException: 29,
  /** What stands for the class, as value; varint count, key and value each. */
  instance: 30,
} as const;

/** Latin-1 strings of up to 63 code units: this plus the length, then the bytes. */
export const SHORT_STRING = 0x40;
export const SHORT_STRING_MAX = 0x3f;
/** Integers from -32 to 95: this plus 32 plus the number. */
export const SMALL_INT = 0x80;
export const SMALL_INT_MIN = -32;
export const SMALL_INT_MAX = 95;
