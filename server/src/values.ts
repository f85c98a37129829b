/**
 * What an expression stands for, as a name that does not depend on how the script spells it:
 * `parascope#isMain` for `isMain`, `mp.isMain` and a renamed import alike; `null` where it cannot be told.
 *
 * Names: `module#path` for what a module exports, `global#path` for globals, and four of their own:
 * `argv1` (the file that was started), `script` (this file), and `argv1.url`, `script.url` (the same as file URLs).
 */
import type { SyntaxNode } from '@lezer/common';
import type { Scopes } from './scopes.ts';
import { argumentsOf, childNamed, childrenOf, unwrap } from './syntax.ts';

/** Aliases of aliases are followed so far: a cycle (`const a = b, b = a`) ends here. */
const MAX_DEPTH = 12;

const SCRIPT_PATH = new Set(['import.meta#filename', 'global#__filename']);
/** Functions whose result names the same file as their argument. */
const SAME_FILE = new Set([
  'fs#realpathSync',
  'path#resolve',
  'path#normalize',
  'url#fileURLToPath',
  'fs#realpathSync.native',
]);

export function valueOf(expression: SyntaxNode, scopes: Scopes, depth = 0): string | null {
  if (depth > MAX_DEPTH) return null;
  const value = rawValue(unwrap(expression), scopes, depth);
  return value === null ? null : canonical(value);
}

function rawValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  switch (node.name) {
    case 'VariableName':
      return variableValue(node, scopes, depth);
    case 'MemberExpression':
      return memberValue(node, scopes, depth);
    case 'ImportMeta':
      return 'import.meta#';
    case 'CallExpression':
      return callValue(node, scopes, depth);
    case 'NewExpression':
      return newValue(node, scopes, depth);
    case 'AwaitExpression': {
      const awaited = childrenOf(node)[1];
      return awaited ? valueOf(awaited, scopes, depth + 1) : null;
    }
    case 'DynamicImport':
      return moduleNamed(childNamed(node, 'String'), scopes);
    case 'TemplateString':
      return templateValue(node, scopes, depth);
    default:
      return null;
  }
}

function variableValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  const name = scopes.textOf(node);
  const binding = scopes.lookup(name, node);
  if (!binding) return `global#${name}`;
  if (binding.type === 'import') return `${moduleId(binding.module)}#${binding.name === '*' ? '' : binding.name}`;
  if (binding.type !== 'constant') return null;
  let value = valueOf(binding.init, scopes, depth + 1);
  for (const property of binding.path) value = value === null ? null : memberOf(value, property);
  return value;
}

function memberValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  const children = childrenOf(node);
  const object = children[0] && valueOf(children[0], scopes, depth + 1);
  const key = children[2];
  if (!object || !key) return null;
  if (key.name === 'PropertyName' || key.name === 'Number') return memberOf(object, scopes.textOf(key));
  return key.name === 'String' ? memberOf(object, stringOf(key, scopes)) : null;
}

function callValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  const callee = node.firstChild;
  const [first] = argumentsOf(node);
  if (!callee) return null;
  if (callee.name === 'DynamicImport') return moduleNamed(childNamed(callee, 'String'), scopes);
  const name = valueOf(callee, scopes, depth + 1);
  if (name === null) return null;
  if (name === 'global#require' || name === 'global#process.getBuiltinModule' || name === 'createRequire()') {
    return moduleNamed(first ?? null, scopes);
  }
  if (name === 'module#createRequire') return 'createRequire()';
  if (/^(argv1|script)\.url\.toString$/.test(name)) return name.slice(0, -'.toString'.length);
  const argument = first && valueOf(first, scopes, depth + 1);
  if (!argument) return null;
  if (name === 'url#fileURLToPath') return withoutUrl(argument);
  if (name === 'url#pathToFileURL') return isFile(argument) ? `${argument}.url` : null;
  if (SAME_FILE.has(name)) return isFile(argument) ? argument : null;
  return null;
}

/** `new URL(import.meta.url)` is that URL again. */
function newValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  const callee = childrenOf(node)[1];
  const [first] = argumentsOf(node);
  if (!callee || !first) return null;
  const name = valueOf(callee, scopes, depth + 1);
  const value = valueOf(first, scopes, depth + 1);
  return (name === 'global#URL' || name === 'url#URL') && value?.endsWith('.url') ? value : null;
}

/** `file://${process.argv[1]}`, the way that works on POSIX alone but is widely written. */
function templateValue(node: SyntaxNode, scopes: Scopes, depth: number): string | null {
  const interpolation = childNamed(node, 'Interpolation');
  const expression = interpolation && childrenOf(interpolation)[1];
  if (!expression || !/^`file:\/\/\$\{[^}]*\}`$/.test(scopes.textOf(node))) return null;
  return valueOf(expression, scopes, depth + 1) === 'argv1' ? 'argv1.url' : null;
}

function isFile(value: string): boolean {
  return value === 'argv1' || value === 'script';
}

function withoutUrl(value: string): string | null {
  return value === 'argv1.url' || value === 'script.url' ? value.slice(0, -'.url'.length) : null;
}

function memberOf(object: string, property: string): string {
  if ((object === 'argv1.url' || object === 'script.url') && property === 'href') return object;
  if ((object === 'argv1.url' || object === 'script.url') && property === 'pathname') return object.slice(0, -4);
  return /[#.]$/.test(object) ? object + property : `${object}.${property}`;
}

/** One spelling for what has several. */
function canonical(value: string): string {
  const name = value
    .replace(/^(\w+)#default\b\.?/, (whole, module: string) => (module === 'parascope' ? whole : `${module}#`))
    .replace(/^global#(?:globalThis|global)\./, 'global#')
    .replace(/^process#/, 'global#process.');
  if (name === 'global#process.argv.1') return 'argv1';
  if (name === 'import.meta#url') return 'script.url';
  return SCRIPT_PATH.has(name) ? 'script' : name;
}

function moduleNamed(name: SyntaxNode | null, scopes: Scopes): string | null {
  return name?.name === 'String' ? `${moduleId(stringOf(name, scopes))}#` : null;
}

/** The text of a string literal without its quotes. */
export function stringOf(node: SyntaxNode, scopes: Scopes): string {
  return scopes.textOf(node).slice(1, -1);
}

/** A module's name without `node:`. */
export function moduleId(specifier: string): string {
  return specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
}
