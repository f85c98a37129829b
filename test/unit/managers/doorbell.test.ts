/** A server's doorbell: this thread is both the server and its client. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Link } from '../../../runtime/src/managers/link.ts';
import { createServer, type ManagerServer } from '../../../runtime/src/managers/server/manager-server.ts';
import { Ring } from '../../../runtime/src/shared-memory/ring.ts';
import { claimThread, REFERENCES_AT, runWords } from '../../../runtime/src/shared-memory/run-block.ts';
import { newObjectId } from '../../../runtime/src/shared-memory/run-numbers.ts';

/** A server that takes nobody would leave its client waiting. */
const LIMITED = { timeout: 60_000 };

function serving(): ManagerServer & Disposable {
  const server = createServer({ name: 'BaseManager-1', registry: new Map() });
  void server.serve();
  return Object.assign(server, { [Symbol.dispose]: () => server.shutdown() });
}

/** As a client in another thread sees it: what is left for that thread is not closed here. */
function linkOf({ place }: ManagerServer): Link {
  assert.ok(place.type === 'local');
  return new Link({ ...place, thread: claimThread() });
}

test(
  'of the rings of a link only the threads that have them hold references, once the server has taken its end',
  LIMITED,
  async () => {
    using server = serving();
    const first = newObjectId();
    await linkOf(server).ask((n) => ({ op: 'ping', n }));
    const references: number[] = [];
    for (let id = first + 1, last = newObjectId(); id < last; id++) references.push(runWords()[REFERENCES_AT + id]!);
    assert.deepEqual(references, [1, 1, 1], 'of both rings and of who has their ends');
  },
);

test('what cannot be read at the doorbell keeps the server from nobody else', LIMITED, async () => {
  using server = serving();
  const { place } = server;
  assert.ok(place.type === 'local');
  const doorbell = new Ring(place.doorbell);
  doorbell.putSync(new Uint8Array([250, 1, 2, 3]));
  doorbell.putSync('no bytes at all');
  assert.equal(await linkOf(server).ask((n) => ({ op: 'ping', n })), undefined);
});
