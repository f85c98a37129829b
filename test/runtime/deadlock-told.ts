/** What a run has said of deadlocks on standard error. */
import type { FixtureRun } from './run-fixture.ts';

/** One list of waits for each deadlock, sorted; `wordsOf` leaves out of a wait what differs from run to run. */
export function toldDeadlocks({ stderr }: FixtureRun, wordsOf: (wait: string) => string): string[][] {
  return stderr
    .split(/^parascope: deadlock: /m)
    .slice(1)
    .map((part) => {
      const [report = ''] = part.split(/^(?:Process |file:|node:|\/)/m);
      return Array.from(report.matchAll(/^ {2}(.*)$/gm), ([, wait]) => wordsOf(wait!)).sort();
    });
}
