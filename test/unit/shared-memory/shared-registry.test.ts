import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { addReference, dropReferences } from '../../../runtime/src/shared-memory/references.ts';
import {
  announcedId,
  announceShared,
  dropMessage,
  publishShared,
  setDirectory,
} from '../../../runtime/src/shared-memory/shared-registry.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What the directory has. */
const listed = new Set<number>();
const directory = {
  publish: (id: number): unknown => listed.add(id),
  unpublish: (id: number): unknown => listed.delete(id),
  release: (id: number): unknown => dropReferences(id) && listed.delete(id),
  unreferenced: (id: number): unknown => listed.delete(id),
  fetchSync: (): undefined => undefined,
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('memory is given back when this thread has dropped it and no message names it any more', async () => {
  setDirectory(directory);
  const waitedOn = announceShared(new SharedArrayBuffer(8));
  const named = publishShared(new SharedArrayBuffer(8));
  addReference(named);
  const kept = new SharedArrayBuffer(8);
  const keptId = announceShared(kept);
  assert.deepEqual([...listed], [waitedOn, named, keptId]);
  const both = publishShared(new SharedArrayBuffer(8));
  await until(() => !listed.has(waitedOn) && !listed.has(both));
  assert.deepEqual([...listed], [named, keptId], 'a message is on its way with the one, this thread has the other');
  dropMessage([named]);
  assert.deepEqual([...listed], [keptId]);
  assert.equal(announcedId(kept), keptId);
  setDirectory(undefined);
});

test('a directory that comes later is told of what was waited on and is still there, and of all that messages have named', () => {
  listed.clear();
  const kept = new SharedArrayBuffer(8);
  const waitedOn = announceShared(kept);
  const named = publishShared(new SharedArrayBuffer(8));
  assert.equal(announcedId(new SharedArrayBuffer(8)), undefined);
  assert.deepEqual([...listed], []);
  setDirectory(directory);
  assert.ok(listed.has(waitedOn) && listed.has(named));
  assert.equal(announcedId(kept), waitedOn);
  setDirectory(undefined);
});
