/** What a declared name stands for, as far as guards need to know, and the declarations of one scope. */
import type { SyntaxNode } from '@lezer/common';
import { childNamed, childrenOf, FUNCTIONS } from './syntax.ts';

export type Binding =
  /** `name` of `module`; `*` = the namespace. */
  | { readonly type: 'import'; readonly module: string; readonly name: string }
  /** `const`: the value is `init`, then the properties of `path`. */
  | { readonly type: 'constant'; readonly init: SyntaxNode; readonly path: readonly string[] }
  | { readonly type: 'class'; readonly node: SyntaxNode }
  | { readonly type: 'function'; readonly node: SyntaxNode }
  /** Anything whose value is not known: parameters, `let`, enums, types-only imports … */
  | { readonly type: 'other' };

export type Declarations = Map<string, Binding>;
export type TextOf = (node: { readonly from: number; readonly to: number }) => string;

const OTHER: Binding = { type: 'other' };

/** Names declared directly in the scope that `node` opens. A node that opens none gives an empty map. */
export function declarationsOf(node: SyntaxNode, textOf: TextOf): Declarations {
  const names: Declarations = new Map();
  if (FUNCTIONS.has(node.name)) {
    if (node.name === 'FunctionExpression') declareName(node, { type: 'function', node }, names, textOf);
    const parameters = childNamed(node, 'ParamList');
    if (parameters) declareUnknown(parameters, names, textOf);
    const body = childNamed(node, 'Block');
    if (body) declareHoisted(body, names, textOf);
  } else if (node.name === 'Script') {
    declareHoisted(node, names, textOf);
    declareStatements(node, names, textOf);
  } else if (node.name === 'Block' || node.name === 'SwitchBody' || node.name === 'ForStatement') {
    declareStatements(node, names, textOf);
  } else if (node.name === 'CatchClause') {
    for (const child of childrenOf(node)) if (child.name !== 'Block') declareUnknown(child, names, textOf);
  } else if (node.name === 'ClassExpression' || node.name === 'ClassDeclaration') {
    declareName(node, { type: 'class', node }, names, textOf);
  }
  return names;
}

function declareName(node: SyntaxNode, binding: Binding, names: Declarations, textOf: TextOf): void {
  const name = childNamed(node, 'VariableDefinition');
  if (name) names.set(textOf(name), binding);
}

/** `var` and its like anywhere below, but not in inner functions and namespaces. */
function declareHoisted(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (FUNCTIONS.has(child.name) || child.name === 'NamespaceDeclaration' || child.name === 'AmbientDeclaration')
      continue;
    if (child.name === 'VariableDeclaration') {
      if (child.firstChild?.name === 'var') declareVariables(child, names, textOf);
    } else if (child.firstChild) declareHoisted(child, names, textOf);
  }
}

function declareStatements(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  for (const child of childrenOf(node)) declareStatement(child, names, textOf);
}

function declareStatement(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  switch (node.name) {
    case 'ImportDeclaration':
      declareImport(node, names, textOf);
      break;
    case 'VariableDeclaration':
      declareVariables(node, names, textOf);
      break;
    case 'FunctionDeclaration':
      declareName(node, { type: 'function', node }, names, textOf);
      break;
    case 'ClassDeclaration':
      declareName(node, { type: 'class', node }, names, textOf);
      break;
    case 'NamespaceDeclaration':
      declareName(node, OTHER, names, textOf);
      break;
    case 'EnumDeclaration': {
      const name = childNamed(node, 'TypeDefinition');
      if (name) names.set(textOf(name), OTHER);
      break;
    }
    case 'ExportDeclaration':
    case 'LabeledStatement':
    case 'ForSpec':
    case 'ForOfSpec':
    case 'ForInSpec':
      declareStatements(node, names, textOf);
      if (node.name === 'ForOfSpec' || node.name === 'ForInSpec') declareUnknown(node, names, textOf);
      break;
    default:
      break;
  }
}

/** Every name defined below, with nothing known of its value. */
function declareUnknown(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  if (node.name === 'VariableDefinition') names.set(textOf(node), OTHER);
  else if (FUNCTIONS.has(node.name)) return;
  else for (const child of childrenOf(node)) declareUnknown(child, names, textOf);
}

/** `const a = x, { b: c } = y`: each declarator is a target, perhaps a type, perhaps `=` and an expression. */
function declareVariables(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  const children = childrenOf(node);
  const known = children.some((child) => child.name === 'const' || child.name === 'using');
  for (const [index, child] of children.entries()) {
    if (!['VariableDefinition', 'ObjectPattern', 'ArrayPattern'].includes(child.name)) continue;
    if (children[index - 1]?.name === 'Equals') continue;
    const equals = children[index + 1]?.name === 'TypeAnnotation' ? index + 2 : index + 1;
    const init = children[equals]?.name === 'Equals' ? children[equals + 1] : undefined;
    if (known && init) declareTarget(child, init, [], names, textOf);
    else declareUnknown(child, names, textOf);
  }
}

function declareTarget(
  target: SyntaxNode,
  init: SyntaxNode,
  path: readonly string[],
  names: Declarations,
  textOf: TextOf,
): void {
  if (target.name === 'VariableDefinition') names.set(textOf(target), { type: 'constant', init, path });
  else if (target.name === 'ArrayPattern') declareUnknown(target, names, textOf);
  else for (const child of childrenOf(target)) declareProperty(child, init, path, names, textOf);
}

function declareProperty(
  property: SyntaxNode,
  init: SyntaxNode,
  path: readonly string[],
  names: Declarations,
  textOf: TextOf,
): void {
  const [key, colon, value] = childrenOf(property);
  if (key?.name === 'VariableDefinition') {
    names.set(textOf(key), { type: 'constant', init, path: [...path, textOf(key)] });
  } else if (key?.name === 'PropertyName' && colon?.name === ':' && value) {
    declareTarget(value, init, [...path, textOf(key)], names, textOf);
  } else declareUnknown(property, names, textOf);
}

/** An import statement, read from its text: the tree has gaps where a default and a namespace import meet. */
function declareImport(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  const parsed = parseImport(textOf(node));
  if (!parsed) {
    declareImportEquals(node, names, textOf);
    return;
  }
  for (const [local, name] of parsed.names) {
    names.set(local, parsed.typeOnly.has(local) ? OTHER : { type: 'import', module: parsed.module, name });
  }
}

/** `import fs = require('fs')` reaches us in two halves: a broken import and a call. */
function declareImportEquals(node: SyntaxNode, names: Declarations, textOf: TextOf): void {
  const name = childNamed(node, 'VariableDefinition');
  const call = node.nextSibling?.name === 'ExpressionStatement' ? node.nextSibling.firstChild : null;
  if (!name) return;
  const isType = childNamed(node, 'type') !== null;
  names.set(textOf(name), call && !isType ? { type: 'constant', init: call, path: [] } : OTHER);
}

export interface ParsedImport {
  readonly module: string;
  /** Local name -> imported name; `*` = the namespace. */
  readonly names: ReadonlyMap<string, string>;
  /** Local names that are types only. */
  readonly typeOnly: ReadonlySet<string>;
}

const IMPORT =
  /^import\s*(?:(?<type>type)\s+(?!from\s*['"]))?(?:(?<clause>[^'"]*?)\s*from\s*)?(?:'(?<single>[^'\n]*)'|"(?<double>[^"\n]*)")/;

/** Parses one import statement; null when it is none that brings a module in (or is too broken to tell). */
export function parseImport(statement: string): ParsedImport | null {
  const groups = IMPORT.exec(statement.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ' '))?.groups;
  const module = groups?.['single'] ?? groups?.['double'];
  if (!groups || module === undefined) return null;
  const names = new Map<string, string>();
  const typeOnly = new Set<string>();
  const add = (local: string, name: string, isType: boolean): void => {
    names.set(local, name);
    if (isType || groups['type']) typeOnly.add(local);
  };
  const clause = groups['clause'] ?? '';
  const braces = /\{([^}]*)\}?/.exec(clause);
  const outside = braces ? clause.replace(braces[0], '') : clause;
  const namespace = /\*\s*as\s+([\w$]+)/.exec(outside);
  if (namespace?.[1]) add(namespace[1], '*', false);
  const byDefault = /^\s*(?:defer\s+|source\s+)?([\w$]+)\s*(?:,|$)/.exec(outside);
  if (byDefault?.[1]) add(byDefault[1], 'default', false);
  for (const item of (braces?.[1] ?? '').split(',')) {
    const words = /^\s*(type\s+(?!as\b))?([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(item);
    if (words?.[2]) add(words[3] ?? words[2], words[2], words[1] !== undefined);
  }
  return { module, names, typeOnly };
}
