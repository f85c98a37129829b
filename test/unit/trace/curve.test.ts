import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Curve } from '../../../trace/src/model/shared-objects/curve.ts';
import { Random } from './random.ts';

interface Moment {
  readonly timeNs: number;
  readonly side: 'rises' | 'falls';
}

/** What a number that goes up and down by one comes to in a bucket: looked at moment by moment. */
function slowly(moments: readonly Moment[], fromNs: number, toNs: number): { mean: number; peak: number } {
  const sorted = moments.toSorted((a, b) => a.timeNs - b.timeNs || a.side.localeCompare(b.side));
  let [up, down] = [0, 0];
  const number = (): number => Math.max(0, up - down);
  const go = ({ side }: Moment): void => {
    if (side === 'rises') up++;
    else down++;
  };
  for (const moment of sorted.filter(({ timeNs }) => timeNs < fromNs)) go(moment);
  let [sum, peak, atNs] = [0, number(), fromNs];
  for (const moment of sorted.filter(({ timeNs }) => timeNs >= fromNs && timeNs < toNs)) {
    sum += number() * (moment.timeNs - atNs);
    atNs = moment.timeNs;
    go(moment);
    peak = Math.max(peak, number());
  }
  return { mean: (sum + number() * (toNs - atNs)) / (toNs - fromNs), peak };
}

function assertIs(curve: Curve, moments: readonly Moment[], startNs: number, endNs: number, count: number): void {
  const buckets = { mean: new Float32Array(count), peak: new Float32Array(count) };
  curve.addTo(buckets, startNs, endNs);
  for (let bucket = 0; bucket < count; bucket++) {
    const edge = (at: number): number => startNs + ((endNs - startNs) * at) / count;
    const { mean, peak } = slowly(moments, edge(bucket), edge(bucket + 1));
    const where = `bucket ${bucket} of ${count} in ${startNs}-${endNs}, ${moments.length} moments`;
    assert.ok(Math.abs(buckets.mean[bucket]! - mean) < 1e-3, where);
    assert.equal(buckets.peak[bucket], peak, where);
  }
}

/** Moments at whole numbers, so that many are at one time. */
function pieceOf(random: Random, fromNs: number, count: number): Moment[] {
  return Array.from({ length: count }, () => ({
    timeNs: fromNs + random.below(400),
    side: random.next() < 0.5 ? ('rises' as const) : ('falls' as const),
  }));
}

for (const [kind, create] of [
  ['a count', () => Curve.ofCount()],
  ['a distance of counters', () => Curve.ofDistance()],
] as const)
  test(`${kind}: windows of thousands of moments are as if each had been looked at, while some come late`, () => {
    const random = new Random(23);
    const curve = create();
    const moments: Moment[] = [];
    const numbers = { rises: 0, falls: 0 };
    for (let piece = 0; piece < 12; piece++) {
      // Some begin long before what is known.
      const more = pieceOf(random, random.below(piece * 200 + 1), 250);
      moments.push(...more);
      for (const side of ['rises', 'falls'] as const) {
        const times = Float64Array.from(
          more.filter((moment) => moment.side === side),
          ({ timeNs }) => timeNs,
        ).sort();
        // A counter only rises, so that late moments renumber those after them, as the owner of the line does.
        curve.merge(side, times, new Float64Array(times.length));
        numbers[side] += times.length;
        for (let at = 0; at < numbers[side]; at++) curve[side].values[at] = at + 1;
      }
      assertIs(curve, moments, 0, 3000, 3);
      assertIs(curve, moments, random.below(2000), 2000 + random.below(1000), 7);
    }
    assertIs(curve, moments, 0, 3000, 100);
    assertIs(curve, moments, -50, 0, 2);
    assertIs(curve, moments, 2990, 4000, 2);
  });

test('a curve of nothing is 0', () => {
  const buckets = { mean: new Float32Array(2), peak: new Float32Array(2) };
  const curve = Curve.ofCount();
  curve.merge('rises', new Float64Array(0));
  curve.addTo(buckets, 0, 10);
  assert.deepEqual([...buckets.mean, ...buckets.peak], [0, 0, 0, 0]);
});
