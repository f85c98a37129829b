/** Functions as a kind of value in messages to workers. For its effect alone: it registers itself with the codec. */
import { registerFunctions, type FunctionParts } from '../shared-memory/codec/functions.ts';
import { describeFunction } from './describe-function.ts';
import { FunctionError } from '../errors.ts';
import { type AnyFunction, type FunctionRef } from './function-ref.ts';
import { functionName } from './function-site.ts';
import { reviveFunction } from './resolve-function.ts';
import { sourceLine } from './source-line.ts';

registerFunctions({
  take: (fn) => describeFunction(fn as AnyFunction),
  needsValuesFirst,
  refuse(fn, position, explain) {
    const { ref } = describeFunction(fn as AnyFunction);
    if (ref.kind !== 'module') {
      const bound = position === 1 ? 'its this' : 'its bound arguments';
      return new FunctionError(`${functionName(ref)} was made by bind(): ${explain(bound).message}.`);
    }
    const name = ref.captured[position] ?? '';
    return new FunctionError(
      `${functionName(ref)} at ${sourceLine(ref.url, ref)} uses the local variable '${name}': ` +
        `${explain(name).message}. Make it in the function, or pass what it needs as an argument.`,
    );
  },
  revive: (ref) => reviveFunction(ref as FunctionRef),
});

function needsValuesFirst({ ref }: FunctionParts): boolean {
  const { kind, text = '' } = ref as FunctionRef & { readonly text?: string };
  return kind === 'bound' || (kind === 'module' && /^class\b/.test(text));
}
