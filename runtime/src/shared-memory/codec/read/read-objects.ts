/** The objects of a message that is being read, by number: they are numbered in the order in which they begin. */
import { DecodeError } from '../../../errors.ts';

/** A longer list is not kept for the next message. */
const MOST_KEPT = 1024;
/** In the place of an object whose parts are read before it can be made. */
const UNMADE: object = {};

export class ReadObjects {
  /** Used again, cleared. */
  #objects: (object | undefined)[] = [];
  #count = 0;

  /** Gives the object the next number. */
  keep<T extends object>(object: T): T {
    this.#objects[this.#count++] = object;
    return object;
  }

  /** Takes the next number for an object that is still to be made. */
  reserve(): number {
    this.#objects[this.#count] = UNMADE;
    return this.#count++;
  }

  /** The object is made. */
  fill<T extends object>(number: number, object: T): T {
    this.#objects[number] = object;
    return object;
  }

  isUnmade(number: number): boolean {
    return this.#objects[number] === UNMADE;
  }

  /** The object with that number. Throws DecodeError where there is none yet. */
  at(number: number): object {
    const found = this.#objects[number];
    if (found === undefined || found === UNMADE) {
      throw new DecodeError(`a message is damaged: reference to object ${number} of ${this.#count}`);
    }
    return found;
  }

  clear(): void {
    if (this.#count > MOST_KEPT) this.#objects = [];
    else for (let i = 0; i < this.#count; i++) this.#objects[i] = undefined;
    this.#count = 0;
  }
}
