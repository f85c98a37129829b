/** What goes on in a newer Node ends as if it were the process that was started. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { runProcess, type ProcessRun } from '../run-process.ts';

const url = pathToFileURL(path.resolve(import.meta.dirname, '../../runtime/bin/run-with.js')).href;

/** Runs `program` in a second process; each line that it prints is answered with `signal` to the first one. */
function runSecond(program: string, signal?: NodeJS.Signals): Promise<ProcessRun> {
  const first = `import(${JSON.stringify(url)}).then(({ runWith }) => runWith(process.execPath, ['-e', ${JSON.stringify(program)}]))`;
  return runProcess([process.execPath, '-e', first], {
    onStdout: (_, child) => {
      if (signal) child.kill(signal);
    },
  });
}

const STAYS = "setInterval(() => {}, 1e6); console.log('ready');";

test('its exit code is ours', async () => {
  const { stdout, exitCode } = await runSecond("console.log('here'); process.exitCode = 7");
  assert.deepEqual([stdout, exitCode], ['here\n', 7]);
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  const options = { skip: process.platform === 'win32' };
  test(`${signal} to the first process ends the second`, options, async () => {
    const { exitCode, signal: by } = await runSecond(STAYS, signal);
    assert.deepEqual([exitCode, by], [null, signal]);
  });

  test(`a second process that handles ${signal} ends as it likes`, options, async () => {
    const handles = `process.once('${signal}', () => { process.exitCode = 5; clearInterval(timer); console.error('told'); });`;
    const { stderr, exitCode } = await runSecond(`${handles} const timer = ${STAYS}`, signal);
    assert.deepEqual([stderr, exitCode], ['told\n', 5]);
  });
}
