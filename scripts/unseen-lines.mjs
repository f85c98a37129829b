// Lines of the built runtime that Node is not to print above an error of ours.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const acorn = createRequire(import.meta.url)('acorn');

/**
 * Node prints the line of code above an error that nobody caught, except where that line has these words. Above an error of ours
 * it would be a line of the bundle, which says nothing to the user: the runtime shows the line of the script in its place.
 */
const UNSEEN = ' // node-do-not-add-exception-line';

/** Adds the words to each line of the runtime that throws or makes an error. */
export function hideThrowingLines() {
  const chunks = readdirSync('runtime/dist/chunks').map((name) => `chunks/${name}`);
  for (const name of ['register.js', ...chunks.filter((chunk) => chunk.endsWith('.js'))]) {
    const file = path.join('runtime/dist', name);
    writeFileSync(file, withUnseenLines(readFileSync(file, 'utf8')));
  }
}

function withUnseenLines(code) {
  const throwing = new Set();
  /** Lines whose end lies within a text. */
  const open = new Set();
  const visit = (node) => {
    const { start, end } = node.loc;
    const makesError = node.type === 'NewExpression' && /Error$|^Full$|^Empty$|^BufferTooShort$/.test(node.callee.name);
    if (node.type === 'ThrowStatement' || makesError) throwing.add(start.line);
    if (node.type === 'TemplateElement') for (let line = start.line; line < end.line; line++) open.add(line);
    for (const child of Object.values(node).flat()) if (typeof child?.type === 'string') visit(child);
  };
  visit(acorn.parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true }));
  const lines = code.split('\n');
  return lines.map((text, i) => (throwing.has(i + 1) && !open.has(i + 1) ? text + UNSEEN : text)).join('\n');
}
