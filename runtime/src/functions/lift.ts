/** Compiles the text of an inline function inside its module's scope, at its own line and column. */
import type { ModuleScope } from '../loader/scope-registry.ts';
import type { AnyFunction, ModuleRef } from './function-ref.ts';

/** Throws the SyntaxError of text that only makes sense where it was written. */
export function lift(scope: ModuleScope, ref: ModuleRef): AnyFunction {
  const value = scope.evaluate(liftedText(ref, scope.scriptName));
  return (ref.compiled === null ? value : (value as (meta: unknown) => unknown)(scope.meta)) as AnyFunction;
}

/**
 * An expression whose value is the function, with the function's text where it stands in its file; or, where the text was
 * changed to take `import.meta` from outside, a function of that.
 */
export function liftedText(ref: ModuleRef, scriptName: string): string {
  const method = isMethod(ref.text);
  const [open, close] = method ? ['(o=>o[Reflect.ownKeys(o)[0]])({', '})'] : ['(', ')'];
  const [before, after] = ref.compiled === null ? [open, close] : [`($importMeta=>${open}`, `${close})`];
  // V8 places a function at its parameters; its text begins with what stands before them.
  const start = ref.column - offsetOfPlace(ref.text, method);
  const padding =
    ref.line > 0
      ? '\n'.repeat(ref.line) + ' '.repeat(Math.max(0, start))
      : ' '.repeat(Math.max(0, start - before.length));
  return `${before}${padding}${ref.compiled ?? ref.text}${after}\n//# sourceURL=${scriptName}`;
}

/** Method text (`area() {}`, `async *rows() {}`, `get x() {}`) is no expression of its own. */
export function isMethod(text: string): boolean {
  return !/^(?:async\b\s*)?(?:function\b|class\b|\(|[\p{ID_Start}$_][\p{ID_Continue}$]*\s*=>)/u.test(text);
}

function offsetOfPlace(text: string, method: boolean): number {
  if (!method && !/^(?:async\s+)?function\b/.test(text)) return 0;
  const head = text.slice(0, text.indexOf('('));
  return head.includes('\n') ? 0 : head.length;
}
