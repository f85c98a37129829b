/** `parascope` in a worker: a module made of text, whose exports are what the thread has of the package already. */
import type { LoadFnOutput } from 'node:module';

const REGISTER = Symbol.for('parascope.exports');

/** A module that exports the members of an object by their names: none may be `Symbol` or `globalThis`, which its text needs. */
export function moduleOf(members: object): LoadFnOutput {
  Object.defineProperty(globalThis, REGISTER, { value: members, configurable: true });
  const place = `globalThis[Symbol.for(${JSON.stringify(REGISTER.description)})]`;
  const source = `export const{${Object.keys(members).join()}}=${place};delete ${place};`;
  return { format: 'module', source, shortCircuit: true };
}
