/** Says once, while a script runs, that it has stopped moving, and who waits for what. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stallOf } from '../../trace/src/analysis/stall.ts';
import { plain } from './print-summary.ts';
import { readRun, segmentFiles } from './read-run.ts';

const LOOK_EVERY_MS = 1000;
/** A program that does nothing but wait uses less of a core, the recording of it included. */
const RESTLESS_SHARE = 0.1;
/** The system counts in hundredths of a second, on every Linux. */
const TICK_MS = 10;
/** Places after the program's name in /proc/<pid>/stat, see proc_pid_stat(5). */
const USER = 11;
const SYSTEM = 12;

/**
 * Watches the run in `folder` until disposed of. The trace is read only when the script's processes have used next to no CPU
 * time for `afterMs`, and ever more rarely where something may move all the same; nothing is watched where the system
 * does not tell CPU time (only Linux does), and no longer once the folder cannot be read. Never throws.
 */
export function watchForStall(folder: string, afterMs: number): Disposable {
  let quietSinceMs = performance.now();
  let patienceMs = afterMs;
  let cpuMs: number | undefined;
  const stop = (): void => clearInterval(timer);
  const look = (): void => {
    const nowMs = performance.now();
    const used = cpuTimeMs(folder);
    if (used === undefined || used - (cpuMs ?? 0) > LOOK_EVERY_MS * RESTLESS_SHARE) quietSinceMs = nowMs;
    cpuMs = used;
    if (nowMs - quietSinceMs < patienceMs) return;
    if (sayStall(folder, afterMs)) stop();
    patienceMs *= 2;
    quietSinceMs = nowMs;
  };
  const lookOrStop = (): void => {
    try {
      look();
    } catch {
      // The folder is gone, or what lies in it is damaged: what is to be said of that is said at the end of the run.
      stop();
    }
  };
  const timer = setInterval(lookOrStop, LOOK_EVERY_MS);
  timer.unref();
  return { [Symbol.dispose]: stop };
}

function sayStall(folder: string, afterMs: number): boolean {
  const { model } = readRun(folder);
  const { meta } = model.facts;
  if (meta === undefined) return false;
  const lines = stallOf(model, { nowNs: (Date.now() - meta.startedAtMs) * 1e6, quietNs: afterMs * 1e6 });
  if (lines === undefined) return false;
  process.stderr.write(`parascope: ${lines.map(plain).join('\n')}\n`);
  return true;
}

/** Of the living processes of the run: each has a segment with its number. */
function cpuTimeMs(folder: string): number | undefined {
  if (process.platform !== 'linux') return undefined;
  let ticks: number | undefined;
  for (const file of segmentFiles(folder)) {
    const stat = readStat(path.parse(file).name);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = Number(fields[USER]) + Number(fields[SYSTEM]);
    if (Number.isFinite(own)) ticks = (ticks ?? 0) + own;
  }
  return ticks === undefined ? undefined : ticks * TICK_MS;
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It has ended.
    return '';
  }
}
