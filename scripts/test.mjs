#!/usr/bin/env node
// `npm test`: everything that must hold, in stages; `npm run test:unit` (= `test.mjs unit`) only the quick ones.
// Installs what it lacks and says so. The closing line is `N passed, N failed`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, install, nodeVersion, pinnedNode, root } from './toolchain.mjs';

/** Versions of Node on which the built runtime is tested: the newest of each supported line. */
const RUNTIME_NODES = ['22.23.3', '24.21.0', '26.10.0'];

/** No stage needs a third of this, even on a busy machine. */
const STAGE_LIMIT_MS = 15 * 60_000;

const totals = { passed: 0, failed: 0 };
const only = new Set(process.argv.slice(2));
const wanted = (stage) => only.size === 0 || only.has(stage);

function heading(text) {
  console.log(`\n--- ${text}`);
}

/** A check that counts as one test. */
function check(name, args, options = {}) {
  heading(name);
  const started = Date.now();
  const { status } = spawnSync(pinnedNode, args, { cwd: root, stdio: 'inherit', ...options });
  if (status === 0) totals.passed++;
  else totals.failed++;
  console.log(`${status === 0 ? 'ok' : 'FAILED'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

/**
 * Runs the pinned Node in a process group of its own. The watchdog ends the whole group: a test whose thread is blocked
 * ends no other way, not by the test runner's own time limit either.
 */
function runGuarded(args, env) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = spawn(pinnedNode, args, {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
      detached: !windows,
    });
    const endGroup = () => (windows ? child.kill() : process.kill(-child.pid, 'SIGKILL'));
    const watchdog = setTimeout(() => {
      console.error(`no end after ${STAGE_LIMIT_MS / 60_000} minutes: the watchdog ends these tests`);
      endGroup();
    }, STAGE_LIMIT_MS);
    // Who stops the tests does not want the next stage.
    const stop = (signal) => {
      endGroup();
      process.exit(128 + os.constants.signals[signal]);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop);
    child.on('close', (status) => {
      clearTimeout(watchdog);
      for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop);
      resolve(status);
    });
  });
}

/** Runs node:test over the files; the counts are added up. `node` runs the tests; `env` goes to them. */
async function nodeTest(name, files, { env = {}, concurrency = 2, timeoutMs = 120_000 } = {}) {
  if (files.length === 0) return;
  heading(`${name} (${files.length} files)`);
  const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-test-'));
  const countsFile = path.join(dir, 'counts.json');
  const started = Date.now();
  const status = await runGuarded(
    [
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${timeoutMs}`,
      '--test-reporter',
      path.join(root, 'scripts/test-reporter.mjs'),
      ...files,
    ],
    { ...process.env, NODE_OPTIONS: '', ...env, PARASCOPE_TEST_COUNTS: countsFile },
  );
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : { passed: 0, failed: 1 };
  rmSync(dir, { recursive: true, force: true });
  if (status !== 0 && counts.failed === 0) counts.failed = 1;
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  console.log(
    `${counts.passed} passed, ${counts.failed} failed in ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
  );
}

/** The test files under a folder, sorted; `deep` looks into its subfolders too. */
function testFiles(folder, deep = true) {
  const dir = path.join(root, folder);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: deep })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('fixtures'))
    .map((file) => path.join(dir, file))
    .sort();
}

const bin = (name) => path.join(root, 'node_modules', name);

/** The stages, in order: cheap ones first. */
const stages = {
  types: () => check('types (tsc -b)', [bin('typescript/bin/tsc'), '-b']),
  lint: () =>
    check('lint', [bin('eslint/bin/eslint.js'), '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.']),
  format: () => check('format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']),
  unit: () => nodeTest('unit tests', testFiles('test/unit')),
  runtime: async () => {
    for (const version of RUNTIME_NODES) {
      const files = [...testFiles('test/runtime'), path.join(root, 'test/conformance/conformance.test.ts')];
      await nodeTest(`runtime on Node ${version}`, files, {
        env: { PARASCOPE_TEST_NODE: nodeVersion(version) },
      });
    }
    await nodeTest("what Python's own multiprocessing does", [path.join(root, 'test/conformance/oracle.test.ts')]);
  },
  e2e: () => nodeTest('samples and command line', testFiles('test/e2e')),
  panel: () => nodeTest('panel in a browser', testFiles('test/panel'), { concurrency: 1 }),
  vscode: () =>
    nodeTest('extension in a real VS Code', testFiles('test/vscode', false), { concurrency: 1, timeoutMs: 600_000 }),
};

const unknown = [...only].filter((name) => !(name in stages));
if (unknown.length > 0) {
  console.error(`unknown stage ${unknown.join(', ')}: expected ${Object.keys(stages).join(', ')}`);
  process.exit(2);
}
install();
build();
for (const [name, stage] of Object.entries(stages)) if (wanted(name)) await stage();
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
