/** Scope analysis: which declaration a name refers to at a place. Scopes are read when first asked for. */
import type { SyntaxNode } from '@lezer/common';
import { declarationsOf, type Binding, type Declarations, type TextOf } from './bindings.ts';

export class Scopes {
  readonly textOf: TextOf;
  readonly #declarations = new Map<string, Declarations>();

  constructor(text: string) {
    this.textOf = ({ from, to }) => text.slice(from, to);
  }

  /** The innermost declaration of `name` visible from `node`; null = a global. */
  lookup(name: string, node: SyntaxNode): Binding | null {
    for (let scope: SyntaxNode | null = node.parent; scope; scope = scope.parent) {
      const binding = this.#declarationsOf(scope).get(name);
      if (binding) return binding;
    }
    return null;
  }

  #declarationsOf(scope: SyntaxNode): Declarations {
    const key = `${scope.name}:${scope.from}`;
    let declarations = this.#declarations.get(key);
    if (!declarations) {
      declarations = declarationsOf(scope, this.textOf);
      this.#declarations.set(key, declarations);
    }
    return declarations;
  }
}
