/** `parascope` in a worker: a module made of text, whose exports are what the thread has of the package already. */
import type { LoadFnOutput } from 'node:module';

const REGISTER = Symbol.for('parascope.exports');

/** A module that exports the members of an object by their names. */
export function moduleOf(members: object): LoadFnOutput {
  Object.defineProperty(globalThis, REGISTER, { value: members, configurable: true });
  // Names such as `Array` must not hide what the module itself needs.
  const locals = Object.keys(members).map((name, i) => [name, `$${i}`]);
  const source =
    `const key=Symbol.for(${JSON.stringify(REGISTER.description)});` +
    `const {${locals.map(([name, local]) => `${name}:${local}`).join()}}=globalThis[key];delete globalThis[key];` +
    `export{${locals.map(([name, local]) => `${local} as ${name}`).join()}};`;
  return { format: 'module', source, shortCircuit: true };
}
