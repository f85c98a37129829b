/** A program that has what a finding is about, and its twin, which differs in one line and has not. */
import { summarize } from '../../trace/src/analysis/summarize.ts';
import type { Finding, FindingId, RunSummary } from '../../trace/src/summary.ts';
import { Random } from '../unit/trace/random.ts';
import { Program } from './program.ts';

/** What differs from run to run: each key stands for a line of the program. */
export type Lines = Readonly<Record<string, number | boolean>>;

export interface Scenario {
  /** A sentence: what somebody did. */
  readonly name: string;
  /** Sizes, counts of workers and cores, by chance. */
  readonly draw: (random: Random) => Lines;
  readonly program: (program: Program, lines: Lines) => void;
  /** The line of the twin that is another. */
  readonly twin: (lines: Lines) => Lines;
  /** Line in main.ts that the finding must name. Absent where it must name none. */
  readonly line?: number;
  /** Further findings that are true of the program, and those that are true of its twin. */
  readonly also?: readonly FindingId[];
  readonly twinHas?: readonly FindingId[];
}

/** Scenarios by the id that each of them shows. */
export type Corpus = Readonly<Partial<Record<FindingId, readonly Scenario[]>>>;

/** `cores` and `others` (threads of other programs that always want to run) are lines like any other; default 2 and 0. */
export function play(scenario: Scenario, lines: Lines, seed: number): RunSummary {
  const program = new Program({ cores: num(lines, 'cores', 2), others: num(lines, 'others', 0) }, new Random(seed));
  scenario.program(program, lines);
  return summarize(program.writer.model());
}

/** What is wrong with the findings of a run, in words; empty where nothing is. */
export function differences(findings: readonly Finding[], wanted: readonly FindingId[], line?: number): string[] {
  const found = new Set(findings.map(({ id }) => id));
  const wrong = [
    ...wanted.filter((id) => !found.has(id)).map((id) => `missing: ${id}`),
    ...[...found].filter((id) => !wanted.includes(id)).map((id) => `false: ${id}`),
  ];
  const [first] = wanted;
  const place = findings.find(({ id }) => id === first)?.location;
  const expected = line === undefined ? undefined : `main.ts:${line}`;
  if (first !== undefined && found.has(first) && line !== undefined && place !== expected) {
    wrong.push(`${first} at ${place ?? 'no line'}, not at ${expected}`);
  }
  return wrong;
}

/** A number among the lines. */
export function num(lines: Lines, key: string, fallback?: number): number {
  const value = lines[key] ?? fallback;
  if (typeof value !== 'number') throw new Error(`the line ${key} is ${String(value)}: expected a number`);
  return value;
}
