/** What Node prints of an error that nobody caught in main. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { register, runNode } from './run-fixture.ts';

const script = path.join(import.meta.dirname, 'fixtures/process/uncaught.ts');
const source = readFileSync(script, 'utf8').split('\n');

/** The place of a text in the script as Node shows it: file and line, the line, and a caret. */
function shown(text: string): string {
  const line = source.findIndex((each) => each.includes(text));
  const column = source[line]!.indexOf(text);
  return `${script}:${line + 1}\n${source[line]!}\n${' '.repeat(column)}^\n\n`;
}

/** Without Node's own words around it. */
async function stderrOf(part: string, launch: readonly string[] = ['--require', register]): Promise<string> {
  const { stderr, exitCode } = await runNode([...launch, script, part]);
  assert.equal(exitCode, 1, stderr);
  return stderr.replace(/\n\nNode\.js v\S+\n$/, '').replace(/^node:internal[^]*?\n\n/, '');
}

for (const [way, launch] of Object.entries({ register: ['--require', register], 'Node alone': [] })) {
  test(`an error of the package opens with the line of the script that called it, and has no frame of ours: ${way}`, async () => {
    const constructed = await stderrOf('constructed', launch);
    assert.ok(constructed.startsWith(shown('new mp.Queue(3.5),')), constructed);
    assert.match(constructed, /\n\nRangeError: new Queue\(maxsize\): expected a whole number, found 3\.5\n {4}at /);
    const called = await stderrOf('called', launch);
    assert.ok(called.startsWith(shown('release()')), called);
    const later = await stderrOf('later', launch);
    assert.ok(later.startsWith(shown('map(echo')), later);
    for (const text of [constructed, called, later]) assert.doesNotMatch(text, /runtime[\\/]dist/);
  });
}

test('an error of the script is shown as Node shows it', async () => {
  const own = await stderrOf('own');
  assert.ok(own.startsWith(shown("new RangeError('mine')")) || own.startsWith(shown('throw new RangeError')), own);
});

test('who listens for uncaught errors gets them as they are', async () => {
  const { lines, stderr } = await runNode(['--require', register, script, 'listened']);
  assert.deepEqual([lines, stderr], [['true'], '']);
});
