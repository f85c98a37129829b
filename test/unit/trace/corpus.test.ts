import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { FindingId } from '../../../trace/src/summary.ts';
import { corpus } from '../../corpus/index.ts';
import { differences, play, type Lines, type Scenario } from '../../corpus/scenario.ts';
import { Random } from './random.ts';

const SEEDS = Number(process.env['PARASCOPE_CORPUS_SEEDS'] ?? 8);

interface Score {
  found: number;
  missed: number;
  /** Findings where there is nothing, by the id that was given. */
  wrong: number;
}

const scores = new Map<FindingId, Score>();
const scoreOf = (id: FindingId): Score => {
  let score = scores.get(id);
  if (score === undefined) scores.set(id, (score = { found: 0, missed: 0, wrong: 0 }));
  return score;
};

/** Plays a program, keeps the score, and says what is wrong. */
function check(scenario: Scenario, lines: Lines, seed: number, wanted: readonly FindingId[], line?: number): string[] {
  const { findings, verdict } = play(scenario, lines, seed);
  // Several sentences would be several verdicts. No message of the corpus quotes a script.
  assert.doesNotMatch(verdict, /[.!?]\s+\p{Lu}/u);
  assert.match(verdict, /[^.]\.$/);
  for (const { estimatedGainMs, whyNoGain = '' } of findings) assert.equal(estimatedGainMs === null, whyNoGain !== '');
  const found = new Set(findings.map(({ id }) => id));
  for (const id of wanted) scoreOf(id)[found.has(id) ? 'found' : 'missed']++;
  for (const id of found) if (!wanted.includes(id)) scoreOf(id).wrong++;
  return differences(findings, wanted, line).map((what) => `${what}\n    ${JSON.stringify(lines)}\n    ${verdict}`);
}

describe('the corpus: each program that has a finding, and its twin that has not', () => {
  for (const [id, scenarios] of Object.entries(corpus) as [FindingId, readonly Scenario[]][]) {
    test(`${id}: ${scenarios.length} programs, each with ${SEEDS} draws`, () => {
      assert.ok(scenarios.length >= 6, 'six programs at least');
      const wrong: string[] = [];
      for (const [number, scenario] of scenarios.entries()) {
        const { draw, twin, also = [], twinHas = [], line, name } = scenario;
        for (let seed = 1; seed <= SEEDS; seed++) {
          const lines = draw(new Random(seed * 1009 + number));
          const other = twin(lines);
          const changed = [...new Set([...Object.keys(lines), ...Object.keys(other)])].filter(
            (key) => lines[key] !== other[key],
          );
          assert.equal(changed.length, 1, `${name}: its twin differs in ${changed.join(', ')}`);
          const told = (which: string) => (what: string) => `${name}, ${which}, seed ${seed}: ${what}`;
          wrong.push(...check(scenario, lines, seed, [id, ...also], line).map(told('program')));
          wrong.push(...check(scenario, other, seed, twinHas).map(told('twin')));
        }
      }
      assert.equal(wrong.length, 0, `${wrong.length} are wrong\n${wrong.slice(0, 12).join('\n')}`);
    });
  }

  test('precision and recall are 1', (t) => {
    for (const [id, { found, missed, wrong }] of scores) {
      const precision = found / Math.max(1, found + wrong);
      const recall = found / Math.max(1, found + missed);
      t.diagnostic(
        `${id}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${found} of ${found + missed}, ${wrong} wrong)`,
      );
      assert.deepEqual({ id, precision, recall }, { id, precision: 1, recall: 1 });
    }
  });
});
