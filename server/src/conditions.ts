/** Whether a condition asks "is this the script that was started?", and which way round. */
import type { SyntaxNode } from '@lezer/common';
import type { GuardKind } from '../../protocol/src/language.ts';
import type { Scopes } from './scopes.ts';
import { argumentsOf, childrenOf, unwrap } from './syntax.ts';
import { valueOf } from './values.ts';

/** `whenTrue`: the main copy is where the condition holds; else where it does not (`if (!isMain)`). */
export interface GuardCondition {
  readonly kind: GuardKind;
  readonly whenTrue: boolean;
}

/** Values that are themselves true in the main copy alone. */
const MAIN_VALUES: Readonly<Record<string, GuardKind>> = {
  'parascope#isMain': 'isMain',
  'parascope#default.isMain': 'isMain',
  'import.meta#main': 'import.meta.main',
  'worker_threads#isMainThread': 'isMainThread',
};

/** Pairs of values that are equal in the main copy alone. */
const MAIN_PAIRS: readonly { readonly pair: readonly [string, string]; readonly kind: GuardKind }[] = [
  { pair: ['global#require.main', 'global#module'], kind: 'require.main' },
  { pair: ['global#require.main.filename', 'script'], kind: 'require.main' },
  { pair: ['argv1', 'script'], kind: 'process.argv' },
  { pair: ['argv1.url', 'script.url'], kind: 'process.argv' },
];

/** Aliases are followed so far: a cycle (`const a = b, b = a`) ends here. */
const MAX_DEPTH = 12;

/** The guard in a condition, or null. In `a && guard` the guard counts: the branch runs in the main copy alone. */
export function guardCondition(condition: SyntaxNode, scopes: Scopes, depth = 0): GuardCondition | null {
  if (depth > MAX_DEPTH) return null;
  const node = unwrap(condition);
  switch (node.name) {
    case 'UnaryExpression':
      return negation(node, scopes, depth);
    case 'BinaryExpression':
      return binary(node, scopes, depth);
    case 'CallExpression':
      return booleanCall(node, scopes, depth);
    default:
      return mainValue(node, scopes) ?? alias(node, scopes, depth);
  }
}

function mainValue(node: SyntaxNode, scopes: Scopes): GuardCondition | null {
  const value = valueOf(node, scopes);
  const kind = value !== null && Object.hasOwn(MAIN_VALUES, value) ? MAIN_VALUES[value] : undefined;
  return kind ? { kind, whenTrue: true } : null;
}

/** `const started = process.argv[1] === …; if (started)`. */
function alias(node: SyntaxNode, scopes: Scopes, depth: number): GuardCondition | null {
  if (node.name !== 'VariableName') return null;
  const binding = scopes.lookup(scopes.textOf(node), node);
  if (binding?.type !== 'constant' || binding.path.length > 0) return null;
  return guardCondition(binding.init, scopes, depth + 1);
}

function negation(node: SyntaxNode, scopes: Scopes, depth: number): GuardCondition | null {
  const [operator, operand] = childrenOf(node);
  if (!operator || !operand || scopes.textOf(operator) !== '!') return null;
  return flip(guardCondition(operand, scopes, depth + 1));
}

function flip(guard: GuardCondition | null): GuardCondition | null {
  return guard && { kind: guard.kind, whenTrue: !guard.whenTrue };
}

function binary(node: SyntaxNode, scopes: Scopes, depth: number): GuardCondition | null {
  const [left, operator, right] = childrenOf(node);
  if (!left || !operator || !right) return null;
  const sign = scopes.textOf(operator);
  if (sign === '&&' || sign === '||') {
    const whenTrue = sign === '&&';
    for (const operand of [left, right]) {
      const guard = guardCondition(operand, scopes, depth + 1);
      if (guard?.whenTrue === whenTrue) return guard;
    }
    return null;
  }
  if (!['===', '==', '!==', '!='].includes(sign)) return null;
  const equal = equality(left, right, scopes, depth);
  return sign.startsWith('!') ? flip(equal) : equal;
}

function equality(left: SyntaxNode, right: SyntaxNode, scopes: Scopes, depth: number): GuardCondition | null {
  const a = valueOf(left, scopes);
  const b = valueOf(right, scopes);
  for (const { pair, kind } of MAIN_PAIRS) {
    if ((a === pair[0] && b === pair[1]) || (a === pair[1] && b === pair[0])) return { kind, whenTrue: true };
  }
  for (const [literal, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (literal.name !== 'BooleanLiteral') continue;
    const guard = guardCondition(other, scopes, depth + 1);
    return scopes.textOf(literal) === 'true' ? guard : flip(guard);
  }
  return null;
}

function booleanCall(node: SyntaxNode, scopes: Scopes, depth: number): GuardCondition | null {
  const [argument] = argumentsOf(node);
  if (!argument || !node.firstChild || valueOf(node.firstChild, scopes) !== 'global#Boolean') return null;
  return guardCondition(argument, scopes, depth + 1);
}
