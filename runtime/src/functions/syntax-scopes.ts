/** Scopes, bindings and references of one source file. Pure: a syntax tree in, tables out. */
import type { AnyNode, Program } from 'acorn';
import {
  childrenOf,
  declare,
  declarePattern,
  declareStatements,
  declareVars,
  lookUp,
  namesIn,
  type Reference,
  type Scope,
} from './syntax-bindings.ts';

/** A word whose meaning depends on the function or class around it. */
export interface ContextWord {
  readonly word: 'this' | 'super' | 'new.target' | 'arguments' | 'import.meta' | 'private name';
  readonly at: number;
  /** The function, class member or class that gives it its meaning; `null`: the module. */
  readonly owner: AnyNode | null;
}

export interface SyntaxScopes {
  readonly module: Scope;
  readonly references: readonly Reference[];
  readonly words: readonly ContextWord[];
  readonly parents: ReadonlyMap<AnyNode, AnyNode>;
  /** Every function, class and method, outer before inner. */
  readonly callables: readonly AnyNode[];
}

/** Where the visitor stands. */
interface Place {
  readonly scope: Scope;
  /** Owner of `this`. */
  readonly self: AnyNode | null;
  /** Innermost class, owner of private names. */
  readonly enclosingClass: AnyNode | null;
}

export function readScopes(program: Program): SyntaxScopes {
  return new ScopeReader(program).read();
}

class ScopeReader {
  readonly #program: Program;
  readonly #references: Reference[] = [];
  readonly #assignments: Reference[] = [];
  readonly #words: ContextWord[] = [];
  readonly #parents = new Map<AnyNode, AnyNode>();
  readonly #callables: AnyNode[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  read(): SyntaxScopes {
    const module: Scope = { node: this.#program, parent: null, bindings: new Map() };
    declareVars(this.#program, module);
    declareStatements(this.#program.body, module);
    this.#children(this.#program, { scope: module, self: null, enclosingClass: null });
    for (const { name, at, scope } of this.#assignments) lookUp(scope, name)?.assignedAt.push(at);
    return {
      module,
      references: this.#references,
      words: this.#words,
      parents: this.#parents,
      callables: this.#callables,
    };
  }

  #visit(node: AnyNode, place: Place): void {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.#function(node, place);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        this.#class(node, place);
        return;
      case 'PropertyDefinition':
      case 'MethodDefinition':
        this.#member(node, place);
        return;
      case 'StaticBlock':
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'CatchClause':
        this.#block(node, place);
        return;
      case 'Identifier':
        this.#identifier(node.name, node.start, place);
        return;
      default:
        this.#plain(node, place);
        return;
    }
  }

  #plain(node: AnyNode, place: Place): void {
    switch (node.type) {
      case 'AssignmentExpression':
        this.#assign(node.left, place.scope);
        break;
      case 'UpdateExpression':
        this.#assign(node.argument, place.scope);
        break;
      case 'ThisExpression':
        this.#words.push({ word: 'this', at: node.start, owner: place.self });
        break;
      case 'Super':
        this.#words.push({ word: 'super', at: node.start, owner: place.self });
        break;
      case 'PrivateIdentifier':
        this.#words.push({ word: 'private name', at: node.start, owner: place.enclosingClass });
        break;
      case 'MetaProperty': {
        const word = node.meta.name === 'new' ? 'new.target' : 'import.meta';
        this.#words.push({ word, at: node.start, owner: word === 'new.target' ? place.self : null });
        return;
      }
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'BreakStatement':
      case 'ContinueStatement':
        return;
      case 'Property':
      case 'MemberExpression':
        if (node.type === 'Property' && (node.method || node.kind !== 'init')) this.#callables.push(node);
        this.#keyed(node, place);
        return;
      case 'LabeledStatement':
        this.#child(node.body, node, place);
        return;
      case 'ExportSpecifier':
        return;
      default:
        break;
    }
    this.#children(node, place);
  }

  /** Names after a dot and before a colon are no references. */
  #keyed(node: AnyNode & { type: 'Property' | 'MemberExpression' }, place: Place): void {
    const [key, value] = node.type === 'Property' ? [node.key, node.value] : [node.property, node.object];
    if (node.computed || key.type === 'PrivateIdentifier') this.#child(key, node, place);
    this.#child(value, node, place);
  }

  #identifier(name: string, at: number, place: Place): void {
    if (name === 'arguments') this.#words.push({ word: 'arguments', at, owner: place.self });
    else this.#references.push({ name, at, scope: place.scope });
  }

  #function(
    node: AnyNode & { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' },
    place: Place,
  ): void {
    this.#callables.push(node);
    const scope: Scope = { node, parent: place.scope, bindings: new Map() };
    if (node.type === 'FunctionExpression' && node.id) declare(scope, node.id.name, node.id.start);
    for (const parameter of node.params) declarePattern(parameter, scope);
    if (node.body.type === 'BlockStatement') {
      declareVars(node.body, scope);
      declareStatements(node.body.body, scope);
    }
    const inside = { ...place, scope, self: node.type === 'ArrowFunctionExpression' ? place.self : node };
    for (const parameter of node.params) this.#child(parameter, node, inside);
    // The body shares the function's scope: a block of its own would only repeat it.
    if (node.body.type === 'BlockStatement') {
      this.#parents.set(node.body, node);
      this.#children(node.body, inside);
    } else this.#child(node.body, node, inside);
  }

  #class(node: AnyNode & { type: 'ClassDeclaration' | 'ClassExpression' }, place: Place): void {
    this.#callables.push(node);
    const scope: Scope = { node, parent: place.scope, bindings: new Map() };
    // A declaration's name is that of the scope around it; an expression's exists only inside.
    if (node.type === 'ClassExpression' && node.id) declare(scope, node.id.name, node.id.start);
    const inside = { ...place, scope, enclosingClass: node };
    if (node.superClass) this.#child(node.superClass, node, { ...inside, enclosingClass: place.enclosingClass });
    this.#child(node.body, node, inside);
  }

  #member(node: AnyNode & { type: 'PropertyDefinition' | 'MethodDefinition' }, place: Place): void {
    if (node.type === 'MethodDefinition') this.#callables.push(node);
    if (node.computed) this.#child(node.key, node, place);
    if (node.value) this.#child(node.value, node, { ...place, self: node });
  }

  #block(node: AnyNode, place: Place): void {
    const scope: Scope = { node, parent: place.scope, bindings: new Map() };
    if (node.type === 'BlockStatement' || node.type === 'StaticBlock') declareStatements(node.body, scope);
    if (node.type === 'StaticBlock') for (const statement of node.body) declareVars(statement, scope);
    if (node.type === 'SwitchStatement') for (const { consequent } of node.cases) declareStatements(consequent, scope);
    if (node.type === 'CatchClause' && node.param) declarePattern(node.param, scope);
    const head = node.type === 'ForStatement' ? node.init : isForEach(node) ? node.left : null;
    if (head?.type === 'VariableDeclaration') declareStatements([head], scope);
    else if (isForEach(node)) this.#assign(node.left, scope);
    this.#children(node, { ...place, scope, self: node.type === 'StaticBlock' ? node : place.self });
  }

  #assign(target: AnyNode, scope: Scope): void {
    for (const { name, at } of namesIn(target)) this.#assignments.push({ name, at, scope });
  }

  #child(node: AnyNode, parent: AnyNode, place: Place): void {
    this.#parents.set(node, parent);
    this.#visit(node, place);
  }

  #children(node: AnyNode, place: Place): void {
    for (const child of childrenOf(node)) this.#child(child, node, place);
  }
}

function isForEach(node: AnyNode): node is AnyNode & { type: 'ForInStatement' | 'ForOfStatement' } {
  return node.type === 'ForInStatement' || node.type === 'ForOfStatement';
}
