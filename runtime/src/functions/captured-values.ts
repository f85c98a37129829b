/** The values of the local variables that a function uses, as they are when the call is made. */
import type { Assigned, Captured } from './analysis.ts';
import { FunctionError } from '../errors.ts';
import { type AnyFunction } from './function-ref.ts';
import type { LiveScope } from './inspect-function.ts';
import { sourceLine } from './source-line.ts';

export interface Who {
  readonly fn: AnyFunction;
  /** `the inline function at pi.ts:14`; looking up the line costs as much as all else. */
  readonly said: () => string;
  /** The file it is in. */
  readonly url: string;
}

/**
 * Throws FunctionError for a variable of which a copy would not do: it is assigned later or by the function itself, or has no
 * value yet.
 */
export function capturedValues(captured: readonly Captured[], scopes: readonly LiveScope[], who: Who): unknown[] {
  return captured.map((variable) => {
    if (variable.assigned) throw new FunctionError(lostWrite(variable, variable.assigned, who));
    return variable.extended ? (Object.getPrototypeOf(who.fn) as unknown) : valueOf(variable, scopes, who);
  });
}

function valueOf({ name, declared }: Captured, scopes: readonly LiveScope[], { said, url }: Who): unknown {
  const scope = scopes.find(({ variables }) => Object.getOwnPropertyNames(variables).includes(name));
  if (!scope)
    throw new FunctionError(
      `${said()} needs the local variable '${name}' of ${sourceLine(url, declared)} where it is made, which cannot be done ` +
        `again in a worker. Move both to the top level of the module.`,
    );
  try {
    return Reflect.get(scope.variables, name);
  } catch {
    // V8 throws for a variable whose declaration has not been reached.
  }
  throw new FunctionError(
    `${said()} uses the local variable '${name}' of ${sourceLine(url, declared)}, which has no value yet when the call is ` +
      `made. Make the call after that line.`,
  );
}

function lostWrite({ name, declared }: Captured, assigned: Assigned, { said, url }: Who): string {
  const [what, where] = [`the local variable '${name}' of ${sourceLine(url, declared)}`, sourceLine(url, assigned)];
  return assigned.inside
    ? `${said()} assigns ${what} (at ${where}): a worker has a copy of its own, so what it writes would be lost. ` +
        `Return the result, or share it: new Value('d', 0), new Queue().`
    : `${said()} uses ${what}, which is also assigned at ${where}: a worker has a copy of its own, taken when the call is ` +
        `made, so that change could be lost. Copy it first (const copy = ${name}), or pass it as an argument.`;
}
