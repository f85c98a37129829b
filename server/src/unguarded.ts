/** The first place where a script of parascope makes or starts a worker outside any function: a script without a guard. */
import type { SyntaxNode } from '@lezer/common';
import type { Scopes } from './scopes.ts';
import { childrenOf, FUNCTIONS, unwrap } from './syntax.ts';
import { valueOf } from './values.ts';

export interface Place {
  readonly from: number;
  readonly to: number;
}

/** What makes workers when it is constructed. */
const WORKER_MAKERS = /^parascope#(?:default\.)?(?:Process|Pool|ProcessPoolExecutor|Manager)$/;
/** Calls of functions declared in the script are followed so far. */
const MAX_CALLS = 4;

/** The statement's range, or null. A function of the script counts when the script's top level calls it. */
export function firstParallelStart(script: SyntaxNode, scopes: Scopes): Place | null {
  for (const statement of childrenOf(script)) {
    const maker = findMaker(statement, scopes, 0);
    if (maker) return enclosingStatement(maker);
  }
  return null;
}

/** The first expression below `node` that makes a worker when `node` is evaluated. */
function findMaker(node: SyntaxNode, scopes: Scopes, calls: number): SyntaxNode | null {
  if (FUNCTIONS.has(node.name) || node.name === 'ClassBody') return null;
  if (node.name === 'NewExpression' && makesWorkers(node, scopes)) return node;
  if (node.name === 'CallExpression') {
    const body = calls < MAX_CALLS ? calledBody(node, scopes) : null;
    if (body && findMaker(body, scopes, calls + 1)) return node;
  }
  for (const child of childrenOf(node)) {
    const found = findMaker(child, scopes, calls);
    if (found) return found;
  }
  return null;
}

function makesWorkers(node: SyntaxNode, scopes: Scopes): boolean {
  const callee = childrenOf(node)[1];
  return callee !== undefined && isWorkerClass(unwrap(callee), scopes, 0);
}

/** Process and its like themselves, or a class of the script that extends one. */
function isWorkerClass(node: SyntaxNode, scopes: Scopes, depth: number): boolean {
  if (WORKER_MAKERS.test(valueOf(node, scopes) ?? '')) return true;
  if (node.name !== 'VariableName' || depth > MAX_CALLS) return false;
  const binding = scopes.lookup(scopes.textOf(node), node);
  if (binding?.type !== 'class') return false;
  const children = childrenOf(binding.node);
  const superclass = children[children.findIndex((child) => child.name === 'extends') + 1];
  return children.some((child) => child.name === 'extends') && superclass !== undefined
    ? isWorkerClass(unwrap(superclass), scopes, depth + 1)
    : false;
}

/** The body that a call runs: of a function where it stands, or of one that the script declares by name. */
function calledBody(call: SyntaxNode, scopes: Scopes): SyntaxNode | null {
  const callee = call.firstChild && unwrap(call.firstChild);
  if (!callee) return null;
  if (FUNCTIONS.has(callee.name)) return callee.lastChild;
  if (callee.name !== 'VariableName') return null;
  const binding = scopes.lookup(scopes.textOf(callee), callee);
  if (binding?.type === 'function') return binding.node.lastChild;
  if (binding?.type !== 'constant' || binding.path.length > 0) return null;
  const value = unwrap(binding.init);
  return FUNCTIONS.has(value.name) ? value.lastChild : null;
}

/** The outermost statement around a node that starts on the node's own path: where the lens goes. */
function enclosingStatement(node: SyntaxNode): Place {
  let statement = node;
  for (
    let parent = node.parent;
    parent && !['Script', 'Block', 'SwitchBody'].includes(parent.name);
    parent = parent.parent
  )
    statement = parent;
  return { from: statement.from, to: statement.to };
}
