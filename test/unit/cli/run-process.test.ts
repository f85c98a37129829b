import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { commandLineOf, isOfRun } from '../../../cli/src/run-process.ts';

test('a run is told by its command line, however it was started', () => {
  for (const line of [
    'node /home/me/my project/runtime/bin/parascope.js run --json pi.ts',
    'node /home/me/node_modules/.bin/parascope run pi.ts',
    'parascope run pi.ts',
    'C:\\node.exe "C:\\my files\\bin\\parascope.js" run --run-dir C:\\runs\\1 pi.ts',
    'node --require /home/me/node_modules/parascope/dist/register.js /home/me/pi.ts',
  ]) {
    assert.ok(isOfRun(line), line);
  }
});

test('any other process is none', () => {
  for (const line of [
    '',
    '/sbin/init splash',
    'node /home/me/parascope/scripts/test.mjs runtime',
    'node /home/me/runtime/bin/parascope.js report run',
    'node /home/me/parascope run-all.js',
    'vim parascope.js',
  ]) {
    assert.ok(!isOfRun(line), line);
  }
});

test('the command line of a process is that which it was started with, and none once it has ended', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()', 'an argument'], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  await once(child, 'spawn');
  assert.match((await commandLineOf(child.pid!)) ?? '', /process\.stdin\.resume\(\) an argument$/);
  child.stdin.end();
  await once(child, 'exit');
  assert.equal(await commandLineOf(child.pid!), undefined);
});
