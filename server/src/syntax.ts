/** The parser and the few questions we ask of its tree. The parser never fails: broken code gives a tree with gaps. */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@lezer/javascript';

const parsers = {
  typescript: parser.configure({ dialect: 'ts' }),
  typescriptreact: parser.configure({ dialect: 'ts jsx' }),
  javascript: parser.configure({ dialect: 'jsx' }),
} as const;

/** Parses a script. `languageId` is VS Code's; unknown ones are read as TypeScript. */
export function parseScript(text: string, languageId: string): Tree {
  if (languageId === 'typescriptreact') return parsers.typescriptreact.parse(text);
  if (languageId.startsWith('javascript')) return parsers.javascript.parse(text);
  return parsers.typescript.parse(text);
}

/** Children that mean something: no comments. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (!isComment(child)) children.push(child);
  return children;
}

/** First child with that name, or null. */
export function childNamed(node: SyntaxNode, name: string): SyntaxNode | null {
  for (let child = node.firstChild; child; child = child.nextSibling) if (child.name === name) return child;
  return null;
}

/** The next sibling that is no comment, or null. */
export function siblingAfter(node: SyntaxNode): SyntaxNode | null {
  let next = node.nextSibling;
  while (next && isComment(next)) next = next.nextSibling;
  return next;
}

export function isComment(node: SyntaxNode): boolean {
  return node.name === 'LineComment' || node.name === 'BlockComment';
}

/** Names of nodes that open a function's own scope. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunction',
  'MethodDeclaration',
]);

/** The arguments of a call or a `new`, in order. */
export function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const list = childNamed(call, 'ArgList');
  return list ? childrenOf(list).filter((node) => !['(', ')', ','].includes(node.name)) : [];
}

/** Takes off what does not change a value: parentheses, `as T`, `satisfies T`, `<T>x`, `x!`. */
export function unwrap(node: SyntaxNode): SyntaxNode {
  for (let inner = node; ;) {
    const next = wrapped(inner);
    if (!next) return inner;
    inner = next;
  }
}

function wrapped(node: SyntaxNode): SyntaxNode | null {
  const children = childrenOf(node);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return children[1] && children[1].name !== ')' ? children[1] : null;
    case 'PrefixCast':
      return children.at(-1) ?? null;
    case 'PostfixExpression':
      return children[1]?.name === 'LogicOp' ? (children[0] ?? null) : null;
    case 'BinaryExpression':
      return children[1]?.name === 'as' || children[1]?.name === 'satisfies' ? (children[0] ?? null) : null;
    default:
      return null;
  }
}
