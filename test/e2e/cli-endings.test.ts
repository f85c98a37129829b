/** How a run ends, by itself and by others: the command keeps the exit code, leaves nothing behind, and says what it can. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { isAlive } from '../is-alive.ts';
import { commandLine, fixture, parascope, summaryIn, temporaryFolder } from './run-command.ts';

test('the exit code is the script’s, and its error is shown', async () => {
  const code = await parascope(['run', '--json', fixture('how-it-ends.mjs'), 'code']);
  assert.deepEqual([code.exitCode, summaryIn(code.stdout).exitCode], [7, 7]);
  const thrown = await parascope(['run', fixture('how-it-ends.mjs'), 'throw']);
  assert.equal(thrown.exitCode, 1);
  assert.match(thrown.stderr, /thrown by the script/);
});

test('a script that is killed still gives a verdict, and is said to be killed', async () => {
  const { stdout, stderr, exitCode } = await parascope(['run', '--json', fixture('how-it-ends.mjs'), 'kill']);
  assert.equal(exitCode, 137);
  assert.match(stderr, /killed by SIGKILL; the trace is complete up to \d+/);
  assert.equal(summaryIn(stdout).exitCode, 137);
});

test('a script that is killed before anything could be recorded gets true figures, and the reason', async (t) => {
  const trace = path.join(temporaryFolder(t), 'run.parascope');
  const { stdout, stderr, exitCode } = await parascope(
    ['run', '--json', '--gantt', '--report', '--trace', trace, fixture('never-pauses.mjs')],
    { onStdout: (text, child) => text.includes('ready') && child.kill('SIGTERM') },
  );
  assert.equal(exitCode, 143);
  const run = summaryIn(stdout);
  assert.deepEqual([run.trace, run.report, run.exitCode, run.threads], [null, null, 143, []]);
  assert.ok(run.wallMs > 300 && run.cores.busyMean > 0, `${run.wallMs} ms, ${run.cores.busyMean} cores busy`);
  assert.equal(run.cores.available, os.availableParallelism());
  if (process.platform === 'linux') assert.ok(run.cpuMs >= 300, `${run.cpuMs} ms of CPU`);
  assert.match(
    run.verdict,
    /nothing was recorded, because the script was ended by SIGTERM before its first records were written/,
  );
  assert.match(stderr, /^parascope: killed by SIGTERM\n/);
  assert.ok(stderr.includes(run.verdict));
  assert.equal(existsSync(trace), false);
});

for (const [how, signal, expected] of [
  ['wait', 'SIGTERM', 33],
  ['wait', 'SIGINT', 130],
  ['block', 'SIGINT', 130],
  ['block', 'SIGTERM', 143],
] as const) {
  test(`${signal} reaches the script (${how}) and ends everything`, async () => {
    const { exitCode, stderr } = await parascope(['run', fixture('how-it-ends.mjs'), how], {
      onStdout: (text, child) => {
        if (text.includes('ready')) child.kill(signal);
      },
    });
    assert.equal(exitCode, expected);
    if (expected > 128) assert.match(stderr, new RegExp(`killed by ${signal}`));
  });
}

test('a signal to the command ends all that the script has started, also what ignores it', async () => {
  let pids: number[] = [];
  const { exitCode, stderr } = await parascope(['run', fixture('leaves-children.mjs')], {
    onStdout: (text, child) => {
      const [, ...found] = /children (\d+) (\d+)\n/.exec(text) ?? [];
      if (found.length === 0) return;
      pids = found.map(Number);
      child.kill('SIGTERM');
    },
  });
  assert.equal(exitCode, 143);
  assert.match(stderr, /^parascope: killed by SIGTERM/m);
  assert.match(stderr, /^parascope \d.* cores busy: /m);
  assert.equal(pids.length, 2);
  assert.deepEqual(pids.filter(isAlive), []);
});

/** The command in a terminal of its own; `input` is typed once the script is ready. */
async function inTerminal(script: string, act: (run: { child: ChildProcess; text: string }) => void): Promise<string> {
  const { command, root } = commandLine(['run', fixture(script)]);
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    act({ child, text });
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return `${shown}exit code ${exitCode}`;
}

for (const [how, send] of [
  ['Ctrl+C', ({ child }) => child.stdin?.write('\u0003')],
  ['a SIGINT to the command alone', ({ text }) => process.kill(Number(/ready (\d+)/.exec(text)![1]), 'SIGINT')],
] satisfies [string, (run: { child: ChildProcess; text: string }) => void][]) {
  const skip = process.platform !== 'linux' && 'needs the command script of Linux';
  test(`in a terminal, ${how} ends the run once, with its verdict`, { skip }, async () => {
    const shown = await inTerminal('waits-in-terminal.mjs', (run) => {
      if (run.text.includes('ready')) send(run);
    });
    assert.match(shown, /parascope: killed by SIGINT/);
    assert.match(shown, /parascope\S* \d.* cores busy: /);
    assert.match(shown, /exit code 130$/);
  });
}

test('a command that is killed takes the script with it', async () => {
  const { exitCode, stdout } = await parascope(['run', fixture('how-it-ends.mjs'), 'block'], {
    onStdout: (text, child) => {
      if (text.includes('ready')) child.kill('SIGKILL');
    },
  });
  // Standard output, which the script holds too, has been closed: otherwise this would not be reached.
  assert.deepEqual([exitCode, stdout], [null, 'ready\n']);
});

test('a run whose folder is taken away keeps its exit code, and says what is lost', async (t) => {
  const folder = path.join(temporaryFolder(t), 'run');
  const { stderr, exitCode } = await parascope(['run', '--run-dir', folder, fixture('removes-run-folder.mjs')]);
  assert.equal(exitCode, 3);
  assert.match(stderr, /parascope: the folder of this run is gone, and with it what was recorded: .*run$/m);
});

test('a process that the script leaves behind with its output open does not keep the command', async (t) => {
  const { lines, exitCode } = await parascope(['run', '--json', fixture('leaves-output-open.mjs')]);
  const pid = Number(lines[0]);
  t.after(() => process.kill(pid));
  assert.equal(exitCode, 0);
  assert.ok(process.kill(pid, 0), 'it lives on');
});
