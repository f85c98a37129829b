/** Runs a sample under the limits of a user who runs nothing else. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const nobody = { uid: 65534, gid: 65534 };

/** Whether that user can read what is needed: a clone below a private home folder cannot be read. */
export function canRunAsNobody(): boolean {
  const script = path.join(root, 'samples/process-limit.ts');
  return spawnSync(process.execPath, ['--check', script], { ...nobody, cwd: root }).status === 0;
}

/** Lines of `process-limit` with a limit of so many processes and threads. Throws unless it ends with 0. */
export function runAsNobody(limit: number, wanted: number): string[] {
  const command = `ulimit -u ${limit}; exec "$0" --require ./runtime/dist/register.js samples/process-limit.ts ${wanted}`;
  const run = spawnSync('bash', ['-c', command, process.execPath], {
    ...nobody,
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, HOME: '/tmp' },
  });
  if (run.status !== 0) throw new Error(`process-limit ended with ${run.status}: ${run.stderr}`);
  return run.stdout.trimEnd().split('\n');
}
