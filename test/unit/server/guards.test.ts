import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readScript } from '../../../server/src/guards.ts';

/** Checks the guards of a script: each expectation is `line:kind`, lines from 1; `unguarded` is `line:!`. */
function check(text: string, expected: readonly string[], languageId = 'typescript'): void {
  const report = readScript(text, languageId);
  const line = (offset: number): number => text.slice(0, offset).split('\n').length;
  const found = report.guards.map((guard) => `${line(guard.from)}:${guard.kind}`);
  if (report.unguarded) found.push(`${line(report.unguarded.from)}:!`);
  assert.deepEqual(found, expected, text);
}

const parallel = (text: string): boolean => readScript(text, 'typescript').parallel;

test('isMain of parascope is a guard under every name it is imported by', () => {
  check(`import { isMain } from 'parascope';\nif (isMain) {}`, ['2:isMain']);
  check(`import { isMain as started } from "parascope";\nif (started) run();`, ['2:isMain']);
  check(`import * as mp from 'parascope';\nif (mp.isMain) {}`, ['2:isMain']);
  check(`import mp, * as all from 'parascope';\nif (all.isMain) {}`, ['2:isMain']);
  check(`import mp from 'parascope';\nif (mp.isMain) {}`, ['2:isMain']);
  check(`import * as mp from 'parascope';\nif (mp['isMain']) {}`, ['2:isMain']);
  check(`const { isMain } = require('parascope');\nif (isMain) {}`, ['2:isMain']);
  check(`const { isMain: m } = await import('parascope');\nif (m) {}`, ['2:isMain']);
  check(`const mp = require('parascope');\nif (mp.isMain) {}`, ['2:isMain']);
  check(`import mp = require('parascope');\nif (mp.isMain) {}`, ['2:isMain']);
  check(`import * as mp from 'parascope';\nconst { isMain } = mp;\nif (isMain) {}`, ['3:isMain']);
});

test('isMain of anything else is no guard', () => {
  check(`if (isMain) {}`, []);
  check(`import { isMain } from './mine.ts';\nif (isMain) {}`, []);
  check(`import { cpuCount as isMain } from 'parascope';\nif (isMain) {}`, []);
  check(`import type { isMain } from 'parascope';\nif (isMain) {}`, []);
  check(`let isMain = true;\nif (isMain) {}`, []);
});

test('import.meta.main is a guard', () => {
  check(`if (import.meta.main) {}`, ['1:import.meta.main']);
  check(`const { main } = import.meta;\nif (main) {}`, ['2:import.meta.main']);
  check(`if (import.meta.env) {}`, []);
});

test('require.main and module are a guard both ways round, unless shadowed', () => {
  check(`if (require.main === module) {}`, ['1:require.main']);
  check(`if (module == require.main) {}`, ['1:require.main']);
  check(`if (require.main?.filename === __filename) {}`, ['1:require.main']);
  check(`const module = {};\nif (require.main === module) {}`, []);
  check(
    `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\nif (require.main === module) {}`,
    [],
  );
  check(`declare const require: any, module: any;\nif (require.main === module) {}`, ['2:require.main']);
});

test('isMainThread of worker_threads is a guard', () => {
  check(`import { isMainThread } from 'node:worker_threads';\nif (isMainThread) {}`, ['2:isMainThread']);
  check(`import { isMainThread as top } from 'worker_threads';\nif (top) {}`, ['2:isMainThread']);
  check(`import wt from 'node:worker_threads';\nif (wt.isMainThread) {}`, ['2:isMainThread']);
  check(`const wt = require('worker_threads');\nif (wt.isMainThread) {}`, ['2:isMainThread']);
  check(`const { isMainThread } = process.getBuiltinModule('node:worker_threads');\nif (isMainThread) {}`, [
    '2:isMainThread',
  ]);
});

test('process.argv[1] against this file is a guard both ways round', () => {
  const url = `import { fileURLToPath } from 'node:url';\n`;
  check(`${url}if (process.argv[1] === fileURLToPath(import.meta.url)) {}`, ['2:process.argv']);
  check(`${url}if (fileURLToPath(import.meta.url) === process.argv[1]) {}`, ['2:process.argv']);
  check(`${url}if (fileURLToPath(import.meta.url) == process.argv[1]!) {}`, ['2:process.argv']);
  check(`import * as u from 'url';\nif (process.argv[1] === u.fileURLToPath(import.meta.url)) {}`, ['2:process.argv']);
  check(`import { fileURLToPath as f } from 'url';\nif (process.argv[1] === f(import.meta.url)) {}`, [
    '2:process.argv',
  ]);
  check(`${url}import process from 'node:process';\nif (process.argv[1] === fileURLToPath(import.meta.url)) {}`, [
    '3:process.argv',
  ]);
  check(`${url}import { argv } from 'node:process';\nif (argv[1] === fileURLToPath(import.meta.url)) {}`, [
    '3:process.argv',
  ]);
  check(`if (process.argv[1] === import.meta.filename) {}`, ['1:process.argv']);
  check(`if (__filename === process.argv[1]) {}`, ['1:process.argv']);
  check(`${url}const __filename = fileURLToPath(import.meta.url);\nif (process.argv[1] === __filename) {}`, [
    '3:process.argv',
  ]);
  check(`import { pathToFileURL } from 'node:url';\nif (import.meta.url === pathToFileURL(process.argv[1]).href) {}`, [
    '2:process.argv',
  ]);
  check('if (import.meta.url === `file://${process.argv[1]}`) {}', ['1:process.argv']);
  check(`import fs from 'fs';\n${url}if (fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {}`, [
    '3:process.argv',
  ]);
});

test('another argument, another file or a fileURLToPath of one’s own is no guard', () => {
  const url = `import { fileURLToPath } from 'node:url';\n`;
  check(`${url}if (process.argv[2] === fileURLToPath(import.meta.url)) {}`, []);
  check(`${url}if (process.argv[1] === fileURLToPath(other)) {}`, []);
  check(`const fileURLToPath = (x: string) => x;\nif (process.argv[1] === fileURLToPath(import.meta.url)) {}`, []);
  check(`if (process.argv[1] === 'x') {}`, []);
  check(
    `${url}function f(process: any) {}\nconst process = {};\nif (process.argv[1] === fileURLToPath(import.meta.url)) {}`,
    [],
  );
});

const M = `import { isMain } from 'parascope';\n`;

test('a guard counts in every form that runs code in the main copy alone', () => {
  check(`${M}isMain && main();`, ['2:isMain']);
  check(`${M}isMain && process.argv.length > 2 && main();`, ['2:isMain']);
  check(`${M}!isMain || main();`, ['2:isMain']);
  check(`${M}isMain ? main() : serve();`, ['2:isMain']);
  check(`${M}if (isMain && ready) {}`, ['2:isMain']);
  check(`${M}if (ready && isMain) {}`, ['2:isMain']);
  check(`${M}if (isMain === true) {}`, ['2:isMain']);
  check(`${M}if (!!isMain) {}`, ['2:isMain']);
  check(`${M}if (Boolean(isMain)) {}`, ['2:isMain']);
  check(`${M}if ((isMain as boolean)) {}`, ['2:isMain']);
  check(`${M}if (!isMain) {} else { main(); }`, ['2:isMain']);
  check(`${M}if (isMain !== true) {} else { main(); }`, ['2:isMain']);
  check(`${M}if (!isMain) process.exit();\nmain();`, ['2:isMain']);
  check(`${M}if (!isMain) { throw new Error('x'); }\nmain();`, ['2:isMain']);
  check(`${M}const started = isMain;\nif (started) {}`, ['3:isMain']);
  check(`${M}if (later) {} else if (isMain) {}`, ['2:isMain']);
});

test('a condition that also holds in workers is no guard', () => {
  check(`${M}if (isMain || force) {}`, []);
  check(`${M}if (!isMain) { prepare(); }`, []);
  check(`${M}if (isMain === other) {}`, []);
  check(`${M}!isMain && work();`, []);
  check(`${M}log(isMain);`, []);
});

test('guards count in blocks and in functions called where they stand, not in other functions', () => {
  check(`${M}try { if (isMain) {} } catch {}`, ['2:isMain']);
  check(`${M}{ if (isMain) {} }`, ['2:isMain']);
  check(`${M}(async () => {\n  if (isMain) {}\n})();`, ['3:isMain']);
  check(`${M}void (async function () {\n  if (isMain) {}\n})().catch(fail);`, ['3:isMain']);
  check(`${M}function f() { if (isMain) {} }`, []);
  check(`${M}export const f = () => { if (isMain) {} };`, []);
  check(`${M}class A { static { if (isMain) {} } }`, []);
});

test('a shadowed name is not the guard', () => {
  check(`${M}{ const isMain = 1 as number; if (isMain) {} }`, []);
  check(`${M}(() => { var isMain; if (isMain) {} })();`, []);
  check(`${M}((isMain: boolean) => { if (isMain) {} })(true);`, []);
  check(`${M}try {} catch (isMain) { if (isMain) {} }`, []);
  check(`${M}for (const isMain of list) { if (isMain) {} }`, []);
  check(`${M}{ function isMain() {} if (isMain) {} }`, []);
  check(`${M}{ class isMain {} if (isMain) {} }`, []);
  check(`${M}{ enum isMain { a } if (isMain) {} }`, []);
  check(`${M}(({ a: [isMain] }) => { if (isMain) {} })(x);`, []);
});

test('comments and strings are no guards, and do not hide one', () => {
  check(`${M}// if (isMain) {}`, []);
  check(`${M}/* if (isMain) {} */`, []);
  check(`${M}const s = "if (isMain) {}";`, []);
  check(`${M}const s = \`if (isMain) {}\`;`, []);
  check(`${M}/* why */ if (/* here */ isMain /* of us */) {}`, ['2:isMain']);
  check(`${M}const s = \`\${"{"}\`;\nif (isMain) {}`, ['3:isMain']);
  check(`${M}const r = /if (isMain) {/;\nif (isMain) {}`, ['3:isMain']);
  check(`import { /* the guard */ isMain } from 'parascope'; // 'x'\nif (isMain) {}`, ['2:isMain']);
});

test('line ends, byte order marks and hashbangs do not matter', () => {
  check(`import { isMain } from 'parascope';\r\n\r\nif (isMain) {}\r\n`, ['3:isMain']);
  check(`\uFEFFimport { isMain } from 'parascope';\nif (isMain) {}`, ['2:isMain']);
  check(`#!/usr/bin/env node\n${M}if (isMain) {}`, ['3:isMain']);
});

test('broken code keeps its guards', () => {
  check(`${M}function half(a) {\n  if (a) {\nif (isMain) {\n  run(`, ['4:isMain']);
  check(`${M}const x = ;\nif (isMain) {}`, ['3:isMain']);
  check(`${M}class A { method( }\nif (isMain) {}`, ['3:isMain']);
  check(`${M}const s = "open\nif (isMain) {}`, ['3:isMain']);
  check(`${M}if (isMain`, ['2:isMain']);
  check(`${M}if (`, []);
  check(`import { isMain from 'parascope';\nif (isMain) {}`, ['2:isMain']);
});

test('no text makes it throw', () => {
  const seed = `${M}if (isMain && process.argv[1] === f(import.meta.url)) { new Pool(2).map(x => ({ ...x })); }\n`;
  for (let cut = 0; cut <= seed.length; cut++) {
    for (const languageId of ['typescript', 'typescriptreact', 'javascript', 'javascriptreact']) {
      readScript(seed.slice(0, cut), languageId);
      readScript(seed.slice(cut), languageId);
    }
  }
  for (const text of ['', '\0', '((((', '}}}}', 'import', '`${`${`', 'isMain', "import 'parascope", 'a?.[b?.(main'])
    readScript(text, 'typescript');
  check(`const a = b;\nconst b = a;\nif (a) {}\nimport 'parascope'`, []);
});

test('a huge file is read, and one beyond measure is left alone', () => {
  const filler = 'export const value = [1, 2, 3].map((x) => x * 2);\n'.repeat(10_000);
  check(`${M}${filler}if (isMain) {}`, ['10002:isMain']);
  check(`${M}${' '.repeat(2_000_001)}\nif (isMain) {}`, []);
});

test('JavaScript and JSX are read as what they are', () => {
  check(`${M}const a = <any>isMain;\nif (isMain) {}`, ['3:isMain'], 'typescript');
  check(`${M}const a = <div>{isMain}</div>;\nif (isMain) {}`, ['3:isMain'], 'typescriptreact');
  check(`${M}const a = <div a="b">it's</div>;\nif (isMain) {}`, ['3:isMain'], 'javascriptreact');
});

test('a script of parascope without a guard is found by its first worker', () => {
  const P = `import { Process, Pool } from 'parascope';\n`;
  check(`${P}function f() {}\nconst p = new Process({ target: f });\np.start();`, ['3:!']);
  check(`${P}const results = await new Pool(2).map(f, [1]);`, ['2:!']);
  check(`import * as mp from 'parascope';\nawait using pool = new mp.Pool(2);`, ['2:!']);
  check(`${P}class Reader extends Process { run() {} }\nnew Reader().start();`, ['3:!']);
  check(`${P}async function main() {\n  const pool = new Pool(2);\n}\nmain();`, ['5:!']);
  check(`${P}(async () => { new Pool(2); })();`, ['2:!']);
  check(`${P}for (let i = 0; i < 4; i++) {\n  new Process({ target: f }).start();\n}`, ['3:!']);
  check(`${P}export function library() { return new Pool(2); }`, []);
  check(`${P}if (import.meta.main) new Pool(2);`, ['2:import.meta.main']);
  check(`import { Pool } from 'pg';\nimport { cpuCount } from 'parascope';\nconst pool = new Pool();`, []);
});

test('a script is parallel by the modules it imports as code', () => {
  for (const name of ['parascope', 'worker_threads', 'node:worker_threads', 'child_process', 'cluster', 'piscina']) {
    assert.equal(parallel(`import x from '${name}';`), true, name);
    assert.equal(parallel(`import '${name}';`), true, name);
    assert.equal(parallel(`const x = require("${name}");`), true, name);
    assert.equal(parallel(`const x = await import('${name}');`), true, name);
    assert.equal(parallel(`export { a } from '${name}';`), true, name);
    assert.equal(parallel(`import type { X } from '${name}';`), false, name);
    assert.equal(parallel(`import { type X } from '${name}';`), false, name);
    assert.equal(parallel(`// import x from '${name}';`), false, name);
    assert.equal(parallel(`const text = "'${name}'";`), false, name);
  }
  assert.equal(parallel(`import { spawn } from 'threads/worker';`), true);
  assert.equal(parallel(`import { parallel } from 'async';`), false);
  assert.equal(parallel(`import x from './cluster';`), false);
  assert.equal(parallel(`import x = require('node:cluster');`), true);
  assert.equal(parallel(`const require = f; require('cluster');`), false);
});
