/**
 * What a function needs from the places around it, read from the syntax tree of its file. Pure. An entry of its own in the
 * build, so that acorn is loaded only when a function calls for it.
 */
import { parse, type AnyNode, type Program } from 'acorn';
import { lookUp, type Binding } from './syntax-bindings.ts';
import { readScopes, type ContextWord, type SyntaxScopes } from './syntax-scopes.ts';

export interface FunctionFacts {
  /** The way from a top-level binding to the function; `null` when no such way is written in the file. */
  readonly path: readonly string[] | null;
  /** Local variables of the functions and blocks around it that it uses, in the order of their first use. */
  readonly captured: readonly Captured[];
  /** Words in it that mean something of the function or class around it. */
  readonly outerWords: readonly OuterWord[];
  /** Offsets in its text of each `import.meta`. */
  readonly importMetas: readonly number[];
  /** Whether a class or a `'use strict'` around it makes it strict. */
  readonly strict: boolean;
}

export interface Captured {
  readonly name: string;
  readonly declared: Position;
  /** A place where it is assigned such that a copy taken at the call would not be the same variable; `null`: none. */
  readonly assigned: Assigned | null;
  /** Whether the function is a class that extends it. V8 keeps no variable for that, but the class itself knows. */
  readonly extended: boolean;
}

export interface Assigned extends Position {
  /** Whether the function itself does it. */
  readonly inside: boolean;
}

export interface OuterWord {
  readonly word: ContextWord['word'];
  readonly at: Position;
}

/** From 0, as V8 counts. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Parsed {
  readonly source: string;
  readonly syntax: SyntaxScopes;
  readonly lineStarts: readonly number[];
}

const parsedSources = new Map<string, Parsed>();

/** `undefined` when no function with this text covers the place. Throws acorn's SyntaxError. */
export function analyse(source: string, place: Position, text: string): FunctionFacts | undefined {
  let parsed = parsedSources.get(source);
  if (!parsed) {
    parsed = { source, syntax: readScopes(parseSource(source)), lineStarts: startsOfLines(source) };
    parsedSources.set(source, parsed);
  }
  const at = (parsed.lineStarts[place.line] ?? 0) + place.column;
  const same = parsed.syntax.callables.filter(({ start, end }) => endsWith(source.slice(start, end), text));
  // On the first line of a file a compiled function may stand further right than it was written.
  const node = same.findLast(({ start, end }) => start <= at && at < end) ?? (place.line === 0 ? same[0] : undefined);
  return node && factsOf(node, node.end - text.length, parsed);
}

/** The name of the first private field, method or accessor that the instances of a class have; undefined where it has none. */
export function privateNameIn(classText: string): string | undefined {
  const [statement] = parseSource(`(${classText})`).body;
  const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
  const members = expression?.type === 'ClassExpression' ? expression.body.body : [];
  for (const member of members) {
    if (member.type === 'StaticBlock' || member.static || member.key.type !== 'PrivateIdentifier') continue;
    return `#${member.key.name}`;
  }
  return undefined;
}

/** A function that was compiled by itself has a variable in place of each `import.meta`. */
function endsWith(written: string, text: string): boolean {
  return (
    written.endsWith(text) ||
    (text.includes('$importMeta') &&
      written.replace(/import\s*\.\s*meta/g, (found) => '$importMeta'.padEnd(found.length)).endsWith(text))
  );
}

function parseSource(source: string): Program {
  const common = { ecmaVersion: 'latest', allowHashBang: true } as const;
  try {
    return parse(source, { ...common, sourceType: 'module' });
  } catch {
    // CommonJS: sloppy mode, `return` at the top.
    return parse(source, { ...common, sourceType: 'script', allowReturnOutsideFunction: true });
  }
}

function factsOf(node: AnyNode, start: number, parsed: Parsed): FunctionFacts {
  const { references, words, parents, module } = parsed.syntax;
  const inside = (at: number): boolean => at >= start && at < node.end;
  const captured = new Set<Binding>();
  for (const { name, at, scope } of references) {
    const binding = inside(at) ? lookUp(scope, name) : undefined;
    if (!binding || binding.scope === module || isWithin(binding.scope.node, start, node.end)) continue;
    // Its own name, which it takes along.
    if ('id' in node && binding.declaredAt === node.id?.start) continue;
    captured.add(binding);
  }
  const own = words.filter(({ at }) => inside(at));
  return {
    path: pathOf(node, parents),
    captured: Array.from(captured, (binding) => toCaptured(binding, { node, parsed })),
    outerWords: own
      .filter(({ word, owner }) => word !== 'import.meta' && isOuter(word, owner, start, node))
      .map(({ word, at }) => ({ word, at: positionOf(at, parsed) })),
    importMetas: own.filter(({ word }) => word === 'import.meta').map(({ at }) => at - start),
    strict: isInStrict(node, parents),
  };
}

function isInStrict(node: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode>): boolean {
  for (let at = parents.get(node); at; at = parents.get(at)) {
    if (at.type === 'ClassBody') return true;
    const [first] = at.type === 'BlockStatement' || at.type === 'Program' ? at.body : [];
    if (first?.type === 'ExpressionStatement' && first.directive === 'use strict') return true;
  }
  return false;
}

function isWithin(node: AnyNode, start: number, end: number): boolean {
  return node.start >= start && node.end <= end;
}

/** `this` of the module is undefined in the worker as well; `super` needs the object or class that holds the method. */
function isOuter(word: ContextWord['word'], owner: AnyNode | null, start: number, node: AnyNode): boolean {
  if (owner === null) return false;
  if (!isWithin(owner, start, node.end)) return owner !== node;
  return word === 'super' && 'value' in node && node.value === owner;
}

/**
 * A copy of a variable taken when the call is made is as good as the variable if all its assignments came before: they
 * stand before the function, in the same function, and no loop could bring control back between. The head of a `for`
 * gives each round a variable of its own.
 */
function toCaptured(binding: Binding, { node, parsed }: { readonly node: AnyNode; readonly parsed: Parsed }): Captured {
  const { parents } = parsed.syntax;
  const home = functionAround(node, parents);
  const late = binding.assignedAt.find((at) => {
    if (binding.scope.node.type === 'ForStatement' && isInHead(binding.scope.node, at)) return false;
    return at >= node.start || home !== functionAtOffset(at, parsed) || loopHolds(binding, node, at, parents);
  });
  const inside = late !== undefined && late >= node.start && late < node.end;
  const superClass = 'superClass' in node ? node.superClass : null;
  return {
    name: binding.name,
    declared: positionOf(binding.declaredAt, parsed),
    assigned: late === undefined ? null : { ...positionOf(late, parsed), inside },
    extended: superClass?.type === 'Identifier' && superClass.name === binding.name,
  };
}

function isInHead(loop: AnyNode, at: number): boolean {
  return loop.type === 'ForStatement' && at < loop.body.start;
}

function functionAround(node: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode>): AnyNode | null {
  for (let at = parents.get(node); at; at = parents.get(at)) if (isFunction(at)) return at;
  return null;
}

function functionAtOffset(at: number, { syntax }: Parsed): AnyNode | null {
  return syntax.callables.findLast((node) => isFunction(node) && node.start <= at && at < node.end) ?? null;
}

function isFunction(node: AnyNode): boolean {
  return /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type);
}

/** Whether a loop inside the variable's scope holds both the function and the assignment. */
function loopHolds(binding: Binding, node: AnyNode, at: number, parents: ReadonlyMap<AnyNode, AnyNode>): boolean {
  for (let outer = parents.get(node); outer && outer !== binding.scope.node; outer = parents.get(outer))
    if (/^(?:For|While|DoWhile)/.test(outer.type) && outer.start <= at && at < outer.end) return true;
  return false;
}

/** `['f']`, `['Shape', 'area']`, `['table', 'square']`: only steps that are written as plain names at the top level. */
function pathOf(node: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode>): string[] | null {
  const parent = parents.get(node);
  if (!parent) return null;
  switch (parent.type) {
    case 'Program':
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && hasName(node)
        ? [node.id.name]
        : null;
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' && isTopLevel(parent, parents) ? [parent.id.name] : null;
    case 'ClassBody':
      return memberPath(node, parents.get(parent), parents);
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return 'value' in parent && parent.value === node ? pathOf(parent, parents) : null;
    case 'ObjectExpression':
      return node.type === 'Property' ? joined(pathOf(parent, parents), keyOf(node)) : null;
    default:
      return null;
  }
}

function memberPath(
  node: AnyNode,
  owner: AnyNode | undefined,
  parents: ReadonlyMap<AnyNode, AnyNode>,
): string[] | null {
  if (!owner || (node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition')) return null;
  const path = pathOf(owner, parents);
  if (node.static) return joined(path, keyOf(node));
  return node.type === 'MethodDefinition' && node.kind === 'method'
    ? joined(joined(path, 'prototype'), keyOf(node))
    : null;
}

function joined(path: string[] | null, key: string | null): string[] | null {
  return path && key !== null ? [...path, key] : null;
}

function keyOf(node: AnyNode & { type: 'Property' | 'MethodDefinition' | 'PropertyDefinition' }): string | null {
  if (node.computed) return null;
  if (node.key.type === 'Identifier') return node.key.name;
  return node.key.type === 'Literal' && typeof node.key.value === 'string' ? node.key.value : null;
}

function hasName(node: AnyNode): node is AnyNode & { id: { name: string } } {
  return 'id' in node && node.id !== null;
}

function isTopLevel(declarator: AnyNode, parents: ReadonlyMap<AnyNode, AnyNode>): boolean {
  const declaration = parents.get(declarator);
  const holder = declaration && parents.get(declaration);
  return holder?.type === 'Program' || holder?.type === 'ExportNamedDeclaration';
}

function startsOfLines(source: string): number[] {
  const starts = [0];
  for (const { index } of source.matchAll(/\r\n?|\n|\u2028|\u2029/g))
    starts.push(index + (source.startsWith('\r\n', index) ? 2 : 1));
  return starts;
}

function positionOf(offset: number, { lineStarts }: Parsed): Position {
  const line = lineStarts.findLastIndex((start) => start <= offset);
  return { line, column: offset - (lineStarts[line] ?? 0) };
}
