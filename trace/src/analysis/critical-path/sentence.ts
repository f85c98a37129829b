/** The critical path in a line, where it says what nothing else does. */
import { formatDuration, formatShare } from '../../format.ts';
import type { CriticalPath, CriticalPathEntry, RunSummary } from '../../summary.ts';

/** What takes less of the path is not what limits the run. */
const MIN_SHARE = 0.25;
/** Workers that could have worked so much longer, as a share of the run, did not decide. */
const MIN_SLACK_SHARE = 0.2;

/**
 * `the critical path is 62 % lock at pi.ts:14`; `undefined` where there is no path, no worker, or a finding names the line
 * already.
 */
export function criticalPathSentence(summary: RunSummary): string | undefined {
  const { criticalPath: path, findings, threads } = summary;
  const hasWorkers = threads.some(({ role }) => role === 'worker' || role === 'process');
  const [first] = path?.entries ?? [];
  if (path === undefined || first === undefined || summary.serial || !hasWorkers || first.share < MIN_SHARE)
    return undefined;
  if (findings.some(({ location }) => location !== undefined && location === first.location)) return undefined;
  const what = wordsOf(first, path);
  return what && `the critical path is ${formatShare(first.share)} ${what}`;
}

function wordsOf(entry: CriticalPathEntry, path: CriticalPath): string | undefined {
  const at = entry.location === undefined ? '' : ` at ${entry.location}`;
  switch (entry.activity) {
    case 'lock':
      return `lock${at}${entry.lock === undefined ? '' : ` (${entry.lock})`}`;
    case 'main':
      return "the main thread's own work";
    case 'starting':
      return `starting${at}`;
    case 'waiting':
      if (entry.reason === 'blocked') return `blocked in a system call${at}`;
      return `waiting for ${entry.reason ?? 'something'}${at}`;
    case 'task': {
      const slackMs = leastSlackMs(path);
      return slackMs === undefined
        ? undefined
        : `work${at} of ${longestOf(path)}: each other worker could have worked ${formatDuration(slackMs * 1e6)} longer`;
    }
    case 'worker':
    case 'idle':
    case 'unknown':
      return undefined;
  }
}

/** Of the workers beside the one that decides; `undefined` where there are none, or they had no time to spare. */
function leastSlackMs({ threads, ms }: CriticalPath): number | undefined {
  const workers = threads.slice(1);
  const others = workers.filter(({ onPathMs }) => onPathMs === 0);
  if (others.length === 0 || others.length < workers.length - 1) return undefined;
  const least = Math.min(...others.map(({ slackMs }) => slackMs));
  return least >= ms * MIN_SLACK_SHARE ? least : undefined;
}

function longestOf({ threads }: CriticalPath): string {
  return threads.slice(1).reduce((a, b) => (a.onPathMs >= b.onPathMs ? a : b)).name;
}
