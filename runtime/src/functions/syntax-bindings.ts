/** Names: what declares them, and which declaration a name means. Pure. */
import type { AnyNode, Pattern, VariableDeclaration } from 'acorn';

export interface Scope {
  readonly node: AnyNode;
  readonly parent: Scope | null;
  readonly bindings: Map<string, Binding>;
}

export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** Offset of the name where it is declared. */
  readonly declaredAt: number;
  /** Offsets at which it is assigned after its declaration. */
  readonly assignedAt: number[];
}

export interface Reference {
  readonly name: string;
  readonly at: number;
  readonly scope: Scope;
}

/** The binding that a name means in a scope; `undefined` for globals. */
export function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding) return binding;
  }
  return undefined;
}

/** Adds a name to a scope. */
export function declare(scope: Scope, name: string, declaredAt: number): void {
  const known = scope.bindings.get(name);
  // `var` and functions may be declared twice: the second time assigns.
  if (known) known.assignedAt.push(declaredAt);
  else scope.bindings.set(name, { name, scope, declaredAt, assignedAt: [] });
}

/** Adds the names that a pattern binds. */
export function declarePattern(pattern: Pattern, scope: Scope): void {
  for (const { name, at } of namesIn(pattern)) declare(scope, name, at);
}

/** What the statements of a block declare in it; `var` apart. */
export function declareStatements(statements: readonly AnyNode[], scope: Scope): void {
  for (const statement of statements) {
    const node = isExport(statement) ? statement.declaration : statement;
    if (node?.type === 'VariableDeclaration' && node.kind !== 'var') declareAll(node, scope);
    else if (node?.type === 'FunctionDeclaration' || node?.type === 'ClassDeclaration') {
      // Anonymous only as a default export.
      const id: { name: string; start: number } | null = node.id;
      if (id) declare(scope, id.name, id.start);
    } else if (node?.type === 'ImportDeclaration')
      for (const { local } of node.specifiers) declare(scope, local.name, local.start);
  }
}

function isExport(node: AnyNode): node is AnyNode & { type: 'ExportNamedDeclaration' | 'ExportDefaultDeclaration' } {
  return node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
}

function declareAll(declaration: VariableDeclaration, scope: Scope): void {
  for (const { id } of declaration.declarations) declarePattern(id, scope);
}

/** The name exists from the beginning of the function: giving it its first value is an assignment like any other. */
function declareVar({ declarations }: VariableDeclaration, scope: Scope): void {
  for (const { name, at } of declarations.flatMap(({ id }) => namesIn(id))) {
    if (!scope.bindings.has(name)) declare(scope, name, at);
    scope.bindings.get(name)?.assignedAt.push(at);
  }
}

/** `var` belongs to the function (or module) around it, however deep in blocks it stands. */
export function declareVars(node: AnyNode, scope: Scope): void {
  if (node.type === 'VariableDeclaration' && node.kind === 'var') declareVar(node, scope);
  if (/^(?:Function|ArrowFunction|Class)/.test(node.type) && node !== scope.node) return;
  for (const child of childrenOf(node)) declareVars(child, scope);
}

/** The names that a pattern binds or assigns. Members (`a.b = 1`) change an object, no variable. */
export function namesIn(pattern: AnyNode): { name: string; at: number }[] {
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern.name, at: pattern.start }];
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) => namesIn(p.type === 'RestElement' ? p.argument : p.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    default:
      return [];
  }
}

/** The nodes directly below a node, in the order of the text where it matters. */
export function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) =>
    Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : [],
  );
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'start' in value
  );
}
