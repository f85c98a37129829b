import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLocation, shortLocation, splitLocations } from '../../../webview/src/source-location.ts';

test('places are read with and without a column, on any system', () => {
  assert.deepEqual(parseLocation('pi.ts:14'), { file: 'pi.ts', line: 14, column: 1 });
  assert.deepEqual(parseLocation('C:\\a\\pi.ts:14:3'), { file: 'C:\\a\\pi.ts', line: 14, column: 3 });
  assert.equal(parseLocation('nothing'), null);
  assert.equal(shortLocation({ file: 'C:\\a\\pi.ts', line: 14, column: 3 }), 'pi.ts:14');
});

test('a sentence falls into text and places, and loses nothing', () => {
  const sentence = '62 % waits for the lock at my dir/pi.ts:14 (see lib.mts:2:7).';
  const parts = splitLocations(sentence, ['my dir/pi.ts:14']);
  assert.equal(parts.map(({ text }) => text).join(''), sentence);
  assert.deepEqual(
    parts.flatMap(({ location }) => (location ? [location] : [])),
    [
      { file: 'my dir/pi.ts', line: 14, column: 1 },
      { file: 'lib.mts', line: 2, column: 7 },
    ],
  );
});

test('times and shares are no places, and a known place may hold any sign', () => {
  assert.equal(splitLocations('1.84 s, 1.2 of 8 cores: nothing to gain', []).length, 1);
  const [place] = splitLocations('a+(b).ts:3 is slow', ['a+(b).ts:3']);
  assert.deepEqual(place?.location, { file: 'a+(b).ts', line: 3, column: 1 });
});
