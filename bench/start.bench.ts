/** What a person waits for at the start: the command against tsx, a worker against a raw one on an empty file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compare, saveResults } from './harness.ts';
import { PARASCOPE, REGISTER, job, runJob, timeCommand } from './run-job.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'parascope-bench-'));
const hello = path.join(dir, 'hello.ts');
writeFileSync(hello, "const greeting: string = 'hello';\nconsole.log(greeting);\n");
const tsx = path.resolve(import.meta.dirname, '../node_modules/tsx/dist/cli.mjs');
const node = process.execPath;

try {
  saveResults('start', [
    await compare(
      {
        title: 'a script of two lines, warm',
        unit: 'ms',
        base: 'tsx hello.ts',
        runs: 9,
        warmups: 2,
        targets: { 'parascope run hello.ts': { atMost: 1.1 } },
      },
      {
        'node hello.ts': () => timeCommand(node, [hello]),
        'tsx hello.ts': () => timeCommand(node, [tsx, hello]),
        'parascope run hello.ts': () => timeCommand(node, [PARASCOPE, 'run', hello]),
        'parascope run --no-trace hello.ts': () => timeCommand(node, [PARASCOPE, 'run', '--no-trace', hello]),
      },
    ),
    await compare(
      {
        title: 'start() of a worker to its first line',
        unit: 'ms',
        base: 'raw new Worker on an empty file',
        runs: 9,
        targets: { Process: { atMost: 1.2 } },
      },
      {
        'raw new Worker on an empty file': () => runJob(node, [job('worker-start-floor.ts')]),
        Process: () => runJob(node, ['--require', REGISTER, job('worker-start-parascope.ts')]),
      },
    ),
  ]);
} finally {
  rmSync(dir, { recursive: true });
}
