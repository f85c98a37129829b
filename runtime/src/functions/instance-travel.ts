/** Instances of the user's classes as a kind of value. For its effect alone: it registers itself with the codec. */
import { DecodeError } from '../errors.ts';
import { registerInstances, type InstanceFate } from '../shared-memory/codec/instances.ts';
import { type ClassRef, describeClass, isNative } from './describe-class.ts';
import type { AnyFunction } from './function-ref.ts';
import { findClass } from './resolve-function.ts';

const PLAIN: InstanceFate = { type: 'plain' };
const fates = new WeakMap<AnyFunction, InstanceFate>();
/** The class that came last, since a message mostly holds many of one. */
const last: { ref: unknown; prototype: object } = { ref: undefined, prototype: Object.prototype };

registerInstances({ fateOf, whyNoBuiltin, prototypeOf });

function fateOf(object: object): InstanceFate {
  const prototype = Object.getPrototypeOf(object) as object;
  const type: unknown = Reflect.get(prototype, 'constructor');
  if (!isClass(type)) return PLAIN;
  // What was made by Object.create has no class of its own.
  if (type.prototype !== prototype) return isObject(type) ? PLAIN : { type: 'refused', why: undefined };
  let fate = fates.get(type);
  if (fate === undefined) {
    fate = fateOfClass(type);
    fates.set(type, fate);
  }
  return fate;
}

function fateOfClass(type: AnyFunction): InstanceFate {
  if (isObject(type)) return PLAIN;
  const facts = describeClass(type);
  switch (facts.type) {
    case 'found':
      return { type: 'instance', ref: facts.ref };
    case 'foreign':
      return { type: 'refused', why: undefined };
    case 'unfit':
      return { type: 'refused', why: `an instance of ${type.name || 'a class'} ${facts.why}` };
  }
}

/** `Object`, of this realm or of another one (node:vm); nameless it is the class of `process.env`. */
function isObject(type: AnyFunction): boolean {
  return (type.name === 'Object' || type.name === '') && isNative(type);
}

function isClass(type: unknown): type is AnyFunction & { readonly prototype: unknown } {
  return typeof type === 'function';
}

function whyNoBuiltin(object: object): string | undefined {
  const { constructor } = object;
  if (!isClass(constructor) || isNative(constructor)) return undefined;
  const builtin = Object.prototype.toString.call(object).slice(8, -1);
  return (
    `an instance of ${constructor.name || 'a class'}, which extends ${builtin}: it would arrive without its class. ` +
    `Pass a plain ${builtin}, or an object that holds one`
  );
}

function prototypeOf(ref: unknown): object {
  if (ref === last.ref) return last.prototype;
  if (!isClassRef(ref)) throw new DecodeError('a message is damaged: an instance without its class');
  last.prototype = findClass(ref).prototype as object;
  last.ref = ref;
  return last.prototype;
}

function isClassRef(ref: unknown): ref is ClassRef {
  if (typeof ref !== 'object' || ref === null || !('url' in ref) || !('path' in ref)) return false;
  return typeof ref.url === 'string' && Array.isArray(ref.path) && ref.path.every((step) => typeof step === 'string');
}
