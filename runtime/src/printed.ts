/** What `console.log` shows of objects whose state is private: their class, and what a person asks of them first. */
import { inspect, type InspectOptions } from 'node:util';

/** Objects of the class, and of its subclasses, are printed as `Name { fields }`. `fieldsOf` is asked when one is printed. */
export function printAs<T extends object>(type: { readonly prototype: T }, fieldsOf: (object: T) => object): void {
  Object.defineProperty(type.prototype, inspect.custom, {
    value: function inspectFields(this: T, depth: number, options: InspectOptions) {
      const { name } = this.constructor;
      return depth < 0 ? `[${name}]` : `${name} ${inspect(fieldsOf(this), options)}`;
    },
  });
}
