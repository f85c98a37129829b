import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatDuration,
  formatElapsed,
  formatInstant,
  formatShare,
  tickFormatter,
  unbroken,
} from '../../../webview/src/time-format.ts';

/** With plain spaces: the narrow ones cannot be told apart in a source. */
const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('durations have three digits and the unit that fits', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 s'],
    [7, '7 ns'],
    [4200, '4.20 µs'],
    [12_340, '12.3 µs'],
    [999_400, '999 µs'],
    [1_840_000_000, '1.84 s'],
    [99_990_000, '100 ms'],
    [9_996_000, '10.0 ms'],
    [125e9, '2 min 05 s'],
    [NaN, '?'],
    [Infinity, '?'],
  ];
  for (const [ns, text] of cases) assert.equal(plain(formatDuration(ns)), text, String(ns));
});

test('elapsed time ticks in tenths of a second and never runs below zero', () => {
  assert.equal(plain(formatElapsed(3_240_000_000)), '3.2 s');
  assert.equal(plain(formatElapsed(-5)), '0.0 s');
});

test('points in time can be told apart at the step they are shown for', () => {
  for (const stepNs of [1, 50, 1e3, 2e5, 1e6, 5e8]) {
    const texts = [1.2e9, 1.2e9 + stepNs, 1.2e9 + 2 * stepNs].map((ns) => formatInstant(ns, stepNs));
    assert.equal(new Set(texts).size, 3, texts.join(' '));
  }
  assert.equal(plain(formatInstant(0, 1e6)), '0 s');
});

test('ticks of one axis share a unit, and no two are called the same', () => {
  for (const stepNs of [20, 500, 2e3, 1e5, 2e6, 5e7, 2e8, 1e10]) {
    for (const from of [0, 1e9]) {
      const ticks = Array.from({ length: 8 }, (_, index) => from + (index + 1) * stepNs);
      const texts = ticks.map(tickFormatter(stepNs, ticks[7]!));
      assert.equal(new Set(texts).size, 8, texts.join(' | '));
      assert.equal(new Set(texts.map((text) => text.split('\u202f')[1])).size, 1, texts.join(' | '));
    }
  }
});

test('a small share is not called none', () => {
  assert.equal(plain(formatShare(0.001)), '< 1 %');
  assert.equal(plain(formatShare(0)), '0 %');
  assert.equal(plain(formatShare(0.617)), '62 %');
});

test('numbers keep their units on their line, and nothing else is touched', () => {
  assert.equal(
    unbroken('1.84 s, 1.2 of 8 cores: 54 % waits, 12 ms each, at pi 3 sources'),
    '1.84\u202fs, 1.2 of 8 cores: 54\u202f% waits, 12\u202fms each, at pi 3 sources',
  );
});
