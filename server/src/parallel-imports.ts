/** Whether a script brings in a module that runs things in parallel: by import, require, or re-export. */
import type { SyntaxNode } from '@lezer/common';
import { PARALLEL_MODULES } from '../../protocol/src/language.ts';
import { parseImport } from './bindings.ts';
import type { Scopes } from './scopes.ts';
import { valueOf } from './values.ts';

const modules = new Set<string>(PARALLEL_MODULES);

/** True when the value imports one of `PARALLEL_MODULES` as code; an import of types alone is none. */
export function importsParallelModule(script: SyntaxNode, scopes: Scopes): boolean {
  let found = false;
  script.cursor().iterate((ref) => {
    if (found) return false;
    if (ref.name === 'ImportDeclaration' || ref.name === 'ExportDeclaration') {
      found = importsCode(scopes.textOf(ref).replace(/^export\b/, 'import'));
    } else if (ref.name === 'CallExpression' || ref.name === 'DynamicImport') {
      const value = valueOf(ref.node, scopes);
      found = value?.endsWith('#') === true && isParallelModule(value.slice(0, -1));
    }
    return !found;
  });
  return found;
}

function importsCode(statement: string): boolean {
  const parsed = parseImport(statement);
  if (!parsed || !isParallelModule(parsed.module)) return false;
  return parsed.names.size === 0 ? !/^import\s+type\b/.test(statement) : parsed.names.size > parsed.typeOnly.size;
}

/** `piscina/dist/x` counts as piscina. */
function isParallelModule(specifier: string): boolean {
  const id = specifier.startsWith('node:') ? specifier.slice('node:'.length) : specifier;
  return modules.has(id.split('/')[0] ?? id);
}
