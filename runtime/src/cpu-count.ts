/** How many cores this process may use. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Says what `cpuCount` gives, as PYTHON_CPU_COUNT does in Python. */
const COUNT_VARIABLE = 'PARASCOPE_CPU_COUNT';

/**
 * How many cores this process may use: affinity and container quota, not the machine's count. At least 1; a quota of one
 * and a half cores counts as two. The environment variable PARASCOPE_CPU_COUNT overrides it.
 * @throws {RangeError} where that is no whole number from 1.
 */
export function cpuCount(): number {
  const told = process.env[COUNT_VARIABLE] ?? '';
  if (told !== '') return countFrom(told);
  // Not imported: a worker's start would load it.
  const available = process.getBuiltinModule('node:os').availableParallelism();
  if (process.platform !== 'linux') return available;
  return Math.max(1, Math.min(available, Math.ceil(cpuQuota('/'))));
}

function countFrom(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new RangeError(`${COUNT_VARIABLE}: expected a whole number from 1, found ${text}`);
}

/** The tightest quota of the control groups that this process is in, in cores; Infinity where there is none. */
export function cpuQuota(root: string): number {
  const groups = read(path.join(root, 'proc/self/cgroup'));
  let quota = Infinity;
  for (const [, controllers = '', group = '/'] of groups.matchAll(/^\d+:([^:]*):(.*)$/gm)) {
    const unified = controllers === '';
    if (!unified && !controllers.split(',').includes('cpu')) continue;
    const base = path.join(root, unified ? 'sys/fs/cgroup' : 'sys/fs/cgroup/cpu');
    // A group is bound by its parents too. Inside a container its path can be the host's, which does not exist here.
    for (let dir = group; ; dir = path.dirname(dir)) {
      quota = Math.min(quota, unified ? unifiedQuota(path.join(base, dir)) : classicQuota(path.join(base, dir)));
      if (dir === '/' || dir === '.') break;
    }
  }
  return quota;
}

function unifiedQuota(dir: string): number {
  return ratio(...(read(path.join(dir, 'cpu.max')).trim().split(' ') as [string, string?]));
}

function classicQuota(dir: string): number {
  return ratio(read(path.join(dir, 'cpu.cfs_quota_us')).trim(), read(path.join(dir, 'cpu.cfs_period_us')).trim());
}

/** Infinity for `max`, -1 and what is no number. */
function ratio(quota: string, period = ''): number {
  const cores = Number(quota) / Number(period);
  return quota !== '' && cores > 0 ? cores : Infinity;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // No such group, or no control groups at all.
    return '';
  }
}
