/**
 * What the instrument's own thread uses while 64 threads work: CPU time against the time that it lives. Beside it the aim,
 * 2 % of one core.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { RunSummary } from '../trace/src/summary.ts';
import { compare, saveResults } from './harness.ts';
import { PARASCOPE, job, timeCommand } from './run-job.ts';

const AIM_PERCENT = 2;
const WORKERS = '64';
const FOR_MS = '8000';

/** Percent of one core. */
function shareOfCollector(): number {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-collector-'));
  try {
    const json = path.join(folder, 'run.json');
    timeCommand(process.execPath, [PARASCOPE, 'run', `--json=${json}`, job('crowd.ts'), WORKERS, FOR_MS]);
    const { threads } = JSON.parse(readFileSync(json, 'utf8')) as RunSummary;
    const own = threads.filter(({ role }) => role === 'instrument');
    const cpuMs = own.reduce((sum, thread) => sum + thread.cpuMs, 0);
    return (100 * cpuMs) / Math.max(...own.map(({ lifetimeMs }) => lifetimeMs));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

saveResults('collector', [
  await compare(
    {
      title: `the instrument's thread while ${WORKERS} workers compute and sleep in turns`,
      unit: '% of a core',
      base: 'aim',
      runs: 3,
      warmups: 0,
      targets: { collector: { atMost: 1 } },
    },
    { aim: () => AIM_PERCENT, collector: shareOfCollector },
  ),
]);
