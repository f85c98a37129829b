/**
 * The codec where the other side is outside of the program: structured data alone. Functions, classes, handles and shared
 * memory are refused on the way out, and on the way in too: nothing that a peer sends is looked up or called.
 */

/** Which handles may cross, as data. Without it none. */
export interface Outside {
  /** What stands for the object; undefined where it may not leave. */
  readonly take?: (object: object) => unknown;
  /** The object that data of a handle with that tag stand for. Throws DecodeError where there is none. */
  readonly give?: (tag: string, fields: unknown) => object;
}
