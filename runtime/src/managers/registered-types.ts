/** The types that a class of managers has, its own and those of the classes that it extends. */
import { assertFunction, assertOptions, kindOf } from '../check-arguments.ts';
import { ManagerStateError } from '../errors.ts';
import type { Callable, Registration, RegisterOptions } from './server/registry.ts';

const types = new WeakMap<object, RegisteredTypes>();

/** A type that a server elsewhere has. */
function elsewhere(): never {
  throw new ManagerStateError(
    'this type was registered without a callable: only a server that has one makes its objects',
  );
}

export class RegisteredTypes {
  readonly #type: { readonly prototype: object };
  readonly #own = new Map<string, Registration>();

  private constructor(type: { readonly prototype: object }) {
    this.#type = type;
  }

  /** Those of that class. */
  static of(type: object & { readonly prototype: unknown }): RegisteredTypes {
    let known = types.get(type);
    if (known === undefined) types.set(type, (known = new RegisteredTypes(type as { readonly prototype: object })));
    return known;
  }

  /** One more; managers have a method of its name. Throws TypeError for arguments of the wrong kind. */
  add(typeid: unknown, callable: Callable | undefined, options: RegisterOptions): void {
    if (typeof typeid !== 'string' || typeid === '') {
      throw new TypeError(`register(typeid): expected the name of a type, found ${kindOf(typeid)}`);
    }
    assertFunction('register(typeid, callable)', callable);
    assertOptions('register()', options, ['exposed', 'methodToTypeid']);
    this.#own.set(typeid, { callable: callable ?? elsewhere, options });
    const { prototype } = this.#type;
    if (typeid in prototype) return;
    Object.defineProperty(prototype, typeid, {
      value(this: Creator, ...args: readonly unknown[]) {
        return this.createSync(typeid, ...args);
      },
      writable: true,
      configurable: true,
    });
  }

  /** All, those of the class itself before those that it extends. */
  all(): ReadonlyMap<string, Registration> {
    const base: unknown = Object.getPrototypeOf(this.#type);
    const inherited = typeof base === 'function' ? (types.get(base)?.all() ?? inheritedBy(base)) : [];
    return new Map([...inherited, ...this.#own]);
  }
}

interface Creator {
  createSync(typeid: string, ...args: readonly unknown[]): unknown;
}

/** A class between two that have types may have none itself. */
function inheritedBy(type: object): ReadonlyMap<string, Registration> {
  return type === Function.prototype ? new Map() : RegisteredTypes.of(type as { prototype: object }).all();
}
