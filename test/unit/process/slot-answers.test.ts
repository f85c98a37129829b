import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SlotReader, unansweredOf } from '../../../runtime/src/pool/slot-reader.ts';
import { RingWord, createRingMemory } from '../../../runtime/src/pool/slot-ring.ts';
import { SlotWriter } from '../../../runtime/src/pool/slot-writer.ts';

/** A worker's result ring as it is left by a death: with that chunk of job 7 in hand, after that many results. */
function diedWith(chunk: number, results: number): SlotReader {
  const memory = createRingMemory();
  const writer = new SlotWriter(memory);
  const payload = { length: 0, copyTo: () => undefined };
  for (let answered = 0; answered < results; answered++) {
    assert.ok(writer.tryWrite({ job: 7, chunk: answered, count: 1, what: 0, task: 0 }, payload));
  }
  const words = new Int32Array(memory);
  words[RingWord.job] = 7;
  words[RingWord.chunk] = chunk;
  words[RingWord.item] = 3;
  words[RingWord.busy] = 1;
  const reader = new SlotReader(memory, 0);
  while (reader.take()) reader.free();
  return reader;
}

test('a worker that died in a chunk has lost it', () => {
  assert.deepEqual(unansweredOf(diedWith(2, 2)), { job: 7, chunk: 2, item: 3 });
  assert.deepEqual(unansweredOf(diedWith(0, 0)), { job: 7, chunk: 0, item: 3 });
});

test('a worker that died right after it had answered a chunk has lost nothing', () => {
  assert.equal(unansweredOf(diedWith(2, 3)), undefined);
});
