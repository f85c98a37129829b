/** Compiles the text of an inline function inside its module's scope, at its own line and column. */
import type { ModuleScope } from '../loader/scope-registry.ts';
import type { AnyFunction, ModuleRef } from './function-ref.ts';

/** A function that is being made: the local variables it uses can be given values before and after. */
export interface Lifted {
  /** Sets its local variables, in the order of `ref.captured`. */
  readonly set: (values: readonly unknown[]) => void;
  /** Gives the function. A class is evaluated here: what it extends must have been set. */
  readonly create: () => AnyFunction;
}

/** Compiles a function once; each call of the result makes one of its own. Throws the SyntaxError of text that only makes sense where it was written. */
export function compile(scope: ModuleScope, ref: ModuleRef): () => Lifted {
  const value = scope.evaluate(liftedText(ref, scope.scriptName));
  const make = ref.compiled === null ? value : (value as (meta: unknown) => unknown)(scope.meta);
  return () => {
    const [create, set] = (make as () => [() => AnyFunction, (values: readonly unknown[]) => void])();
    return { create, set };
  };
}

/**
 * An expression that makes the function and the setter of its local variables, with the function's text where it stands in
 * its file; or, where the text was changed to take `import.meta` from outside, a function of that.
 */
export function liftedText(ref: ModuleRef, scriptName: string): string {
  const method = isMethod(ref.text);
  const [open, close] = method ? ['(o=>o[Reflect.ownKeys(o)[0]])({', '})'] : ['(', ')'];
  const names = ref.captured.join();
  const values = nameApartFrom(ref.captured);
  const before =
    (ref.strict ? '"use strict";' : '') +
    (ref.compiled === null ? '' : '($importMeta=>') +
    `(()=>{${names === '' ? '' : `let ${names};`}return[()=>${open}`;
  const after = `${close},${values}=>{${names === '' ? '' : `[${names}]=${values}`}}]})${ref.compiled === null ? '' : ')'}`;
  // V8 places a function at its parameters; its text begins with what stands before them.
  const start = ref.column - offsetOfPlace(ref.text, method);
  const padding =
    ref.line > 0
      ? '\n'.repeat(ref.line) + ' '.repeat(Math.max(0, start))
      : ' '.repeat(Math.max(0, start - before.length));
  return `${before}${padding}${ref.compiled ?? ref.text}${after}\n//# sourceURL=${scriptName}`;
}

function nameApartFrom(names: readonly string[]): string {
  let name = '$';
  while (names.includes(name)) name += '$';
  return name;
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

/** Text of a getter or setter. */
export function isAccessor(text: string): boolean {
  return /^[gs]et(?![\p{ID_Continue}$])\s*[^\s(]/u.test(text);
}
