/**
 * `npm run soak`: many scenarios, and counts. `--seed N` plays that one, `--count N` so many from there on; `--ending N`
 * plays the ending of that seed alone, `--trace N` reads the broken trace of that seed. `--start-method thread` or `process`: only
 * that one; by default both.
 */
import { parseArgs } from 'node:util';
import { playHostileCase } from '../unit/trace/hostile-case.ts';
import { runEnding } from './run-ending.ts';
import type { StartMethod } from 'parascope';
import { runFaults, toWords } from './run-faults.ts';

const DEFAULT_COUNT = 2000;
/** Scenarios per program. */
const BATCH = 2000;
/** Scenarios for each ending, which takes three programs of its own. */
const PER_ENDING = 50;
/** Broken traces for each scenario. */
const TRACES = 10;
const LIMIT_MS = 2 ** 31 - 1;

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw new RangeError(`--${name}: expected a whole number above 0, found ${text}`);
  return Number(text);
}

function startMethodsOf(text: string | undefined): readonly StartMethod[] {
  if (text === undefined) return seed === undefined ? ['thread', 'process'] : ['thread'];
  if (text === 'thread' || text === 'process') return [text];
  throw new RangeError(`--start-method: expected thread or process, found ${text}`);
}

/** Plays endings; gives how many went wrong. */
async function playEndings(firstSeed: number, count: number): Promise<number> {
  let wrong = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const problems = await runEnding(seed);
    if (problems.length === 0) continue;
    wrong++;
    console.log([`ending ${seed} goes wrong (again: npm run soak -- --ending ${seed})`, ...problems].join('\n  '));
  }
  console.log(`${count} endings from seed ${firstSeed} on: ${wrong} went wrong`);
  return wrong;
}

/** Plays scenarios; gives how many went wrong. */
async function playScenarios(firstSeed: number, count: number, startMethod: StartMethod): Promise<number> {
  const counts = { hang: 0, left: 0, wrong: 0 };
  const node = process.execPath;
  for (let next = firstSeed; next < firstSeed + count; next += BATCH) {
    const size = Math.min(BATCH, firstSeed + count - next);
    const { findings } = await runFaults({ node, startMethod, firstSeed: next, count: size, limitMs: LIMIT_MS });
    for (const finding of findings) {
      counts[finding.type]++;
      console.log(toWords(finding, startMethod));
    }
  }
  console.log(
    `${count} scenarios (${startMethod}) from seed ${firstSeed} on: ${counts.hang} hung, ${counts.left} left threads or handles behind, ` +
      `${counts.wrong} lost results or ended wrongly`,
  );
  return counts.hang + counts.left + counts.wrong;
}

/** Reads broken traces; gives how many went wrong. */
function readTraces(firstSeed: number, count: number): number {
  let wrong = 0;
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    try {
      playHostileCase(seed);
    } catch (error) {
      wrong++;
      console.log(`trace ${seed} goes wrong (again: npm run soak -- --trace ${seed})`, error);
    }
  }
  console.log(`${count} broken traces from seed ${firstSeed} on: ${wrong} went wrong`);
  return wrong;
}

const options = {
  seed: { type: 'string' },
  count: { type: 'string' },
  ending: { type: 'string' },
  trace: { type: 'string' },
  'start-method': { type: 'string' },
} as const;
const { values } = parseArgs({ options });
const seed = numberOf('seed', values.seed);
const ending = numberOf('ending', values.ending);
const trace = numberOf('trace', values.trace);
const count = numberOf('count', values.count) ?? (seed === undefined ? DEFAULT_COUNT : 1);
const methods = startMethodsOf(values['start-method']);
let wrong = 0;
if (trace !== undefined) wrong += readTraces(trace, 1);
else if (ending === undefined) for (const method of methods) wrong += await playScenarios(seed ?? 1, count, method);
if (ending !== undefined) wrong += await playEndings(ending, 1);
else if (trace === undefined && count >= PER_ENDING) {
  wrong += await playEndings(seed ?? 1, Math.floor(count / PER_ENDING));
  wrong += readTraces(seed ?? 1, count * TRACES);
}
process.exitCode = wrong === 0 ? 0 : 1;
