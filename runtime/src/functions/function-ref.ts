/** What travels in place of a function. Plain cloneable data. */
export type FunctionRef = BuiltinRef | BoundRef | ModuleRef;

/** What `bind()` made; target, `this` and arguments travel beside it. */
export interface BoundRef {
  readonly kind: 'bound';
  /** As `fn.name` of the target. */
  readonly name: string;
}

/** A function of the language or of Node: `Math.sqrt`. */
export interface BuiltinRef {
  readonly kind: 'builtin';
  /** From `globalThis`, or from a module of Node: `['Math', 'sqrt']`, `['node:path', 'join']`. */
  readonly path: readonly string[];
}

/** A function or class written in a module. */
export interface ModuleRef {
  readonly kind: 'module';
  readonly url: string;
  /** `fn.name`; empty for inline functions. */
  readonly name: string;
  /** The way from a top-level binding to the function (`['Shape', 'area']`), where the name alone does not lead to it. */
  readonly path: readonly string[] | null;
  /** Text to compile in place of `text`, where that cannot be compiled by itself; `$importMeta` is its `import.meta`. */
  readonly compiled: string | null;
  /** Local variables of the code around it, whose values travel beside it, in this order. */
  readonly captured: readonly string[];
  /** Whether it runs in strict mode because of a function or class around it. */
  readonly strict: boolean;
  /** Source text of the running code. */
  readonly text: string;
  /** Where V8 says it begins in the running code, from 0: the parameters of a function, the start of a class. */
  readonly line: number;
  readonly column: number;
}

/** Any function or class. */
export type AnyFunction = ((...args: never[]) => unknown) | (abstract new (...args: never[]) => unknown);

/** Why functions of a CommonJS file may be out of reach, and what to do. */
export const FOREIGN_COMMONJS: string = [
  'its file was compiled as CommonJS by another loader (tsx, ts-node), and a worker cannot reach into it.',
  'Start the script by `parascope run` or `node --import parascope/register`, or make it an ES module.',
].join(' ');
