/**
 * Scopes of the modules of this thread: for each user module a closure that evaluates text inside the module's scope, so
 * that every top-level binding is reachable by name and a function can be compiled where it was written.
 */

/** Evaluates JavaScript text in the scope of one module, in the mode of its code. */
export type Evaluate = (text: string) => unknown;

export interface ModuleScope {
  readonly evaluate: Evaluate;
  /** The name by which V8 knows the module's code: its URL, or for CommonJS its path. */
  readonly scriptName: string;
  /** `import.meta` of an ES module. */
  readonly meta: unknown;
}

const REGISTER = Symbol.for('parascope.scope');
const scopes = new Map<string, ModuleScope>();

/** Accepts the scopes that the footers hand in. */
export function acceptScopes(): void {
  Object.defineProperty(globalThis, REGISTER, {
    value: (url: string, scriptName: string, evaluate: Evaluate, meta: unknown) =>
      scopes.set(url, { evaluate, scriptName, meta }),
    configurable: true,
  });
}

/** `undefined` while a module has not been evaluated to its end, and for modules that are not the user's own. */
export function scopeOf(url: string): ModuleScope | undefined {
  return scopes.get(url);
}

/** Text that ends a module's source; the direct `eval` is what keeps every binding alive and reachable. */
export function scopeFooter(url: string, scriptName: string, isModule: boolean): string {
  const names = `${JSON.stringify(url)},${JSON.stringify(scriptName)}`;
  // The parameter hides a variable of that name from the text: it is one that nobody uses.
  const evaluate = '$parascope=>eval($parascope)';
  return `\n;globalThis[Symbol.for("parascope.scope")]?.(${names},${evaluate}${isModule ? ',import.meta' : ''});`;
}
