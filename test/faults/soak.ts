/** `npm run soak`: many scenarios, and counts. `--seed N` plays that one, `--count N` so many from there on. */
import { parseArgs } from 'node:util';
import { runFaults, toWords } from './run-faults.ts';

const DEFAULT_COUNT = 2000;
/** Scenarios per program. */
const BATCH = 2000;
const LIMIT_MS = 2 ** 31 - 1;

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new RangeError(`--${name}: expected a whole number above 0, found ${text}`);
  return Number(text);
}

const { values } = parseArgs({ options: { seed: { type: 'string' }, count: { type: 'string' } } });
const seed = numberOf('seed', values.seed);
const count = numberOf('count', values.count) ?? (seed === undefined ? DEFAULT_COUNT : 1);
const firstSeed = seed ?? 1;
const counts = { hang: 0, left: 0, wrong: 0 };
for (let next = firstSeed; next < firstSeed + count; next += BATCH) {
  const size = Math.min(BATCH, firstSeed + count - next);
  const { findings } = await runFaults({ node: process.execPath, firstSeed: next, count: size, limitMs: LIMIT_MS });
  for (const finding of findings) {
    counts[finding.type]++;
    console.log(toWords(finding));
  }
}
console.log(
  `${count} scenarios from seed ${firstSeed} on: ${counts.hang} hung, ${counts.left} left threads or handles behind, ` +
    `${counts.wrong} lost results or ended wrongly`,
);
process.exitCode = counts.hang + counts.left + counts.wrong === 0 ? 0 : 1;
