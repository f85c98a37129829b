/** Up to this many objects are looked up by scanning, more by a Map. */
const SCANNED = 8;

/**
 * The objects of one message, numbered in the order in which they begin: an object that comes again is written as its
 * number. Most messages have one object, so the first is kept apart and costs nothing but a comparison.
 */
export class ObjectNumbers {
  #first: object | undefined;
  #others: object[] = [];
  #index: Map<object, number> | undefined;

  /** The object's number if it came before; else -1, and it has the next number. */
  find(object: object): number {
    if (this.#first === undefined) {
      this.#first = object;
      return -1;
    }
    if (object === this.#first) return 0;
    const at = this.#index === undefined ? this.#others.indexOf(object) : (this.#index.get(object) ?? -1);
    if (at >= 0) return at + 1;
    this.#add(object);
    return -1;
  }

  /** Uses up the next number. */
  skip(): void {
    this.find({});
  }

  clear(): void {
    this.#first = undefined;
    if (this.#others.length > 0) this.#others = [];
    this.#index = undefined;
  }

  #add(object: object): void {
    const at = this.#others.push(object) - 1;
    if (this.#index !== undefined) this.#index.set(object, at);
    else if (at >= SCANNED) this.#index = new Map(this.#others.map((each, i) => [each, i]));
  }
}
