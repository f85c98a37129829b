/** Each case has the outcome that Python's multiprocessing has, or one that is listed as different. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { register, runNode } from '../runtime/run-fixture.ts';
import { differs, pythonNames, startMethodsDiffer } from './differences.ts';

type Outcomes = Readonly<Record<string, unknown>>;
type Oracle = Readonly<Record<'spawn' | 'fork', Outcomes>>;

const folder = import.meta.dirname;
const python = JSON.parse(readFileSync(path.join(folder, 'python.json'), 'utf8')) as Oracle;

const { lines, stderr } = await runNode(['--require', register, path.join(folder, 'ours.ts')], { limitMs: 110_000 });
const ours = JSON.parse(lines.at(-1) ?? '{}') as Outcomes;

/** The outcome with our names of errors replaced by the names of Python's outcome, where they stand for the same. */
function inPython(outcome: unknown, model: unknown): unknown {
  if (Array.isArray(outcome))
    return outcome.map((part, i) => inPython(part, Array.isArray(model) ? model[i] : undefined));
  const [name, wanted] = [nameOf(outcome), nameOf(model)];
  return name !== undefined && wanted !== undefined && pythonNames[name]?.includes(wanted) === true ? model : outcome;
}

function nameOf(outcome: unknown): string | undefined {
  const { raises } = (outcome ?? {}) as { readonly raises?: unknown };
  return typeof raises === 'string' ? raises : undefined;
}

test('the table of ours and of the oracle have the same cases', () => {
  assert.deepEqual(Object.keys(ours).sort(), Object.keys(python.spawn).sort(), stderr);
  assert.deepEqual(Object.keys(python.fork).sort(), Object.keys(python.spawn).sort());
});

for (const [name, expected] of Object.entries(python.spawn)) {
  const difference = differs[name];
  test(`${name.replaceAll('_', ' ')}: ${difference === undefined ? "as Python's" : `not as Python's, ${difference.because}`}`, () => {
    const found = ours[name];
    if (difference === undefined) assert.deepEqual(inPython(found, expected), expected, stderr);
    else {
      assert.deepEqual(found, difference.ours, stderr);
      assert.notDeepEqual(found, expected, 'it is no difference any more');
    }
    if (startMethodsDiffer.includes(name)) assert.notDeepEqual(python.fork[name], expected);
    else assert.deepEqual(python.fork[name], expected, 'start methods of Python');
  });
}

test('docs/RUNTIME.md names every difference', () => {
  const page = readFileSync(path.join(folder, '../../docs/RUNTIME.md'), 'utf8');
  for (const [name, { because }] of Object.entries(differs)) assert.ok(page.includes(because), name);
  for (const ourName of Object.keys(pythonNames)) assert.ok(page.includes(`\`${ourName}\``), ourName);
});
