import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runFixture } from './run-fixture.ts';

const outstanding: Readonly<Record<string, RegExp>> = {
  exit: /^parascope: the program ended with calls outstanding: map\(slow, …\) of outstanding\.ts:16, apply\(slow, …\) of outstanding\.ts:17\. Await them.*\n$/,
  stream:
    /^parascope: the program ended with calls outstanding: imap\(Number, …\) of outstanding\.ts:20\. .*return\(\)\.\n$/,
  failing: /^$/,
  awaited: /^$/,
  terminated: /^$/,
};

for (const [way, expected] of Object.entries(outstanding)) {
  test(`calls that the end of the program cuts off are told once, where nothing else went wrong: ${way}`, async () => {
    const { stderr, exitCode } = await runFixture('pool/outstanding.ts', { args: [way] });
    assert.match(stderr, expected);
    assert.equal(exitCode, way === 'failing' ? 3 : 0);
  });
}
