/** How instances of the user's classes get into messages. The codec writes what the functions part says of them; it registers itself here. */

/** What becomes of an object that is no plain one. */
export type InstanceFate =
  /** Its own fields are all there is to it. */
  | { readonly type: 'plain' }
  /** It travels with its class, for which `ref` stands: any value that the codec can write, the same object for one class. */
  | { readonly type: 'instance'; readonly ref: object }
  /** It cannot travel; why, in words that follow `is`, where there is more to say than what it is. */
  | { readonly type: 'refused'; readonly why: string | undefined };

export interface InstanceTravel {
  readonly fateOf: (object: object) => InstanceFate;
  /** Why an object of the language's own, such as a Map, would lose its class; undefined where it has none of the user's. */
  readonly whyNoBuiltin: (object: object) => string | undefined;
  /** The prototype for what `ref` gave. Must not run code of the user. Throws where the class is not known in this thread. */
  readonly prototypeOf: (ref: unknown) => object;
}

let travel: InstanceTravel | undefined;

/** Makes instances a kind of value. */
export function registerInstances(kind: InstanceTravel): void {
  travel = kind;
}

/** `undefined` in threads that run no code of the user: there they are plain objects. */
export function instanceTravel(): InstanceTravel | undefined {
  return travel;
}
