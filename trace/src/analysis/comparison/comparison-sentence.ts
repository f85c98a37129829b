/** What two runs beside each other come to, in one sentence. */
import { formatDuration, formatShare } from '../../format.ts';
import type { Finding, FindingId } from '../../summary.ts';
import type { ComparedRun, FindingChange, RunComparison } from './run-comparison.ts';

/** One run each says nothing of differences as small as this: runs alike differ by as much. */
const NOISE_SHARE = 0.05;
/** Findings whose share is of wall time. */
const OF_WALL_TIME: ReadonlySet<FindingId> = new Set(['serial-section', 'start-up-bound', 'unused-workers']);

export function comparisonSentence(comparison: Omit<RunComparison, 'sentence'>): string {
  const { before, after, findings } = comparison;
  const failed = [before, after].find(({ exitCode }) => exitCode !== 0);
  if (failed) {
    const which = failed === before ? 'before' : 'after';
    return `the run ${which} ended with exit code ${failed.exitCode}, so its time is no measure of the work.`;
  }
  return `${[speedWords(comparison), ...findingWords(findings, comparison)].join('; ')}.`;
}

function speedWords({ before, after, speedUp }: Omit<RunComparison, 'sentence'>): string {
  const times = `${duration(after)} instead of ${duration(before)}`;
  const isOther = before.script !== after.script;
  const subject = isOther ? `${fileOf(after)} ` : '';
  const against = isOther ? ` ${fileOf(before)}` : '';
  if (before.serial && !after.serial) {
    const cores = `${after.busyMean.toFixed(1)} of ${after.coresAvailable} cores busy`;
    return `${subject}speed-up ${speedUp.toFixed(2)} against the serial run${against}, measured: ${times}, ${cores}`;
  }
  if (Math.abs(1 - speedUp) < NOISE_SHARE)
    return `${subject}${isOther ? 'is ' : ''}as fast as${isOther ? against : ' before'}: ${times}, and runs alike differ by as much`;
  if (speedUp > 1)
    return `${subject}${isOther ? 'is ' : ''}${factor(speedUp)} as fast as${isOther ? against : ' before'}: ${times}`;
  return `${subject}takes ${factor(1 / speedUp)} as long as${isOther ? against : ' before'}: ${times}`;
}

/** What went, what came, else what still limits it: of each the largest. */
function findingWords(
  changes: readonly FindingChange[],
  { before, after }: { readonly before: ComparedRun; readonly after: ComparedRun },
): string[] {
  // Nothing is looked for in a serial run: that nothing was found there says nothing.
  if (before.serial || after.serial) return [];
  const gone = changes.flatMap((change) => (change.change === 'gone' ? [change.before] : []));
  const came = changes.flatMap((change) => (change.change === 'new' ? [change.after] : []));
  const stays = changes.find((change) => change.change === 'stays');
  const words: string[] = [];
  if (gone[0]) words.push(`${nameOf(gone[0])} (${shareOf(gone[0])}) is gone`);
  if (came[0]) words.push(`${nameOf(came[0])} (${shareOf(came[0])}) is new`);
  if (stays) {
    const shares = [formatShare(stays.before.shareOfTime), formatShare(stays.after.shareOfTime)];
    const change = shares[0] === shares[1] ? `still ${shares[1]!}` : `${shares[1]!}, was ${shares[0]!}`;
    words.push(`${nameOf(stays.after)} stays (${change})`);
  }
  return words;
}

function nameOf({ id, location }: Finding): string {
  return location === undefined ? id : `${id} at ${location}`;
}

function shareOf({ id, shareOfTime }: Finding): string {
  return `${formatShare(shareOfTime)} of ${OF_WALL_TIME.has(id) ? 'wall' : 'worker'} time`;
}

function duration({ wallMs }: ComparedRun): string {
  return formatDuration(wallMs * 1e6);
}

/** `1.3 times`, `17 times` */
function factor(ratio: number): string {
  return `${ratio >= 9.95 ? ratio.toFixed(0) : ratio >= 1.95 ? ratio.toFixed(1) : ratio.toFixed(2)} times`;
}

function fileOf({ script }: ComparedRun): string {
  return script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
}
