/**
 * The main guards of a script: text in, places out. Never throws, whatever the text. A name counts for what it is
 * bound to, not for how it is spelled: renamed imports count, shadowed names do not.
 */
import type { SyntaxNode } from '@lezer/common';
import { namesMainGuard, namesParallelModule, type GuardKind } from '../../protocol/src/language.ts';
import { guardCondition } from './conditions.ts';
import { importsParallelModule } from './parallel-imports.ts';
import { Scopes } from './scopes.ts';
import { childNamed, childrenOf, FUNCTIONS, parseScript, siblingAfter, unwrap } from './syntax.ts';
import { firstParallelStart } from './unguarded.ts';

/** Half-open range of offsets into the text. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

export interface Guard extends TextRange {
  readonly kind: GuardKind;
}

export interface ScriptReport {
  /** Whether the script imports a module that runs things in parallel. */
  readonly parallel: boolean;
  /** In the order of the text; each spans its statement. */
  readonly guards: readonly Guard[];
  /** In a script of parascope without any guard: the first statement that makes or starts a worker. */
  readonly unguarded: TextRange | null;
}

const NOTHING: ScriptReport = { parallel: false, guards: [], unguarded: null };

/** Beyond this many characters a text is generated, not written: it is left alone. */
export const MAX_SCRIPT_CHARS = 2_000_000;

/** Reads a script. `languageId` is VS Code's: `typescript`, `typescriptreact`, `javascript`, `javascriptreact`. */
export function readScript(text: string, languageId: string): ScriptReport {
  const mayBeParallel = namesParallelModule(text);
  if (text.length > MAX_SCRIPT_CHARS || !(mayBeParallel || namesMainGuard(text))) return NOTHING;
  const script = parseScript(text, languageId).topNode;
  const scopes = new Scopes(text);
  const guards: Guard[] = [];
  collectGuards(script, scopes, guards);
  return {
    parallel: mayBeParallel && importsParallelModule(script, scopes),
    guards,
    unguarded: guards.length === 0 && mayBeParallel ? firstParallelStart(script, scopes) : null,
  };
}

/** Statements in which module code goes on: guards count there, but not inside functions that someone may call. */
const TRANSPARENT = new Set([
  'Block',
  'TryStatement',
  'CatchClause',
  'FinallyClause',
  'LabeledStatement',
  'IfStatement',
  'ForStatement',
  'WhileStatement',
  'SwitchStatement',
  'SwitchBody',
]);

function collectGuards(container: SyntaxNode, scopes: Scopes, guards: Guard[]): void {
  for (const node of childrenOf(container)) {
    const kind = guardOf(node, scopes);
    if (kind) guards.push({ kind, from: node.from, to: node.to });
    else if (TRANSPARENT.has(node.name)) collectGuards(node, scopes, guards);
    else if (node.name === 'FunctionDeclaration') collectGuardsAfterOpenFunction(node, scopes, guards);
    else if (node.name === 'ExpressionStatement') {
      const body = calledFunctionBody(node);
      if (body) collectGuards(body, scopes, guards);
    }
  }
}

/** A function without its closing brace is being typed: what follows it in the text is still the script's. */
function collectGuardsAfterOpenFunction(node: SyntaxNode, scopes: Scopes, guards: Guard[]): void {
  const body = childNamed(node, 'Block');
  if (body && !childNamed(body, '}')) collectGuards(body, scopes, guards);
}

function guardOf(statement: SyntaxNode, scopes: Scopes): GuardKind | null {
  if (statement.name === 'IfStatement') return ifGuard(statement, scopes);
  if (statement.name !== 'ExpressionStatement' || !statement.firstChild) return null;
  const expression = unwrap(statement.firstChild);
  const [left, operator] = childrenOf(expression);
  if (!left || !operator) return null;
  const sign = scopes.textOf(operator);
  const guard = ['&&', '||', '?'].includes(sign) ? guardCondition(left, scopes) : null;
  if (!guard) return null;
  if (expression.name === 'ConditionalExpression') return guard.kind;
  return guard.whenTrue === (sign === '&&') ? guard.kind : null;
}

/** `if (guard)`, `if (!guard) … else …`, and `if (!guard) return` before the rest of the script. */
function ifGuard(statement: SyntaxNode, scopes: Scopes): GuardKind | null {
  const condition = childNamed(statement, 'ParenthesizedExpression');
  const guard = condition && guardCondition(condition, scopes);
  if (!guard) return null;
  if (guard.whenTrue || childNamed(statement, 'else')) return guard.kind;
  const consequent = siblingAfter(condition);
  return consequent && leaves(consequent, scopes) ? guard.kind : null;
}

/** Whether a statement surely leaves the script: return, throw or `process.exit()` at its end. */
function leaves(statement: SyntaxNode, scopes: Scopes): boolean {
  if (statement.name === 'ReturnStatement' || statement.name === 'ThrowStatement') return true;
  if (statement.name === 'ExpressionStatement') return /^process\.exit\s*\(/.test(scopes.textOf(statement));
  if (statement.name !== 'Block') return false;
  const last = childrenOf(statement)
    .filter((node) => node.name !== '{' && node.name !== '}')
    .at(-1);
  return last !== undefined && leaves(last, scopes);
}

/** The body of a function that is called where it stands: `(async () => { … })()`, also with `.catch(…)` after it. */
function calledFunctionBody(statement: SyntaxNode): SyntaxNode | null {
  let node = statement.firstChild;
  while (node && !FUNCTIONS.has(node.name)) {
    const inner: SyntaxNode | null = unwrap(node);
    if (FUNCTIONS.has(inner.name)) node = inner;
    else if (['CallExpression', 'MemberExpression'].includes(inner.name)) node = inner.firstChild;
    else if (['UnaryExpression', 'AwaitExpression'].includes(inner.name)) node = childrenOf(inner)[1] ?? null;
    else return null;
  }
  return node && childNamed(node, 'Block');
}
