import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { test, type TestContext } from 'node:test';
import { AuthenticationError, EOFError, MessageTooLargeError } from '../../../runtime/src/errors.ts';
import { messageHead } from '../../../runtime/src/network/message-frames.ts';
import { connectNear } from '../../../runtime/src/managers/near/near-connection.ts';
import type { NearClient } from '../../../runtime/src/managers/near/near-client.ts';
import { createHello, HELLO_BYTES } from '../../../runtime/src/managers/near/near-hello.ts';
import { listenNear, type NearListener } from '../../../runtime/src/managers/near/near-listener.ts';

const onLinux = { skip: process.platform === 'linux' ? false : 'there are such sockets on Linux alone' };
const MOST_BYTES = 100_000;
const HANDSHAKE_MS = 60_000;
const NOBODY = { originMs: 0, object: 0 };

function listen(t: TestContext, onClient: (client: NearClient) => void): NearListener {
  const listener = listenNear({ terms: { mostBytes: MOST_BYTES, handshakeMs: HANDSHAKE_MS }, onClient });
  assert.ok(listener);
  t.after(() => listener.close());
  return listener;
}

async function echo(client: NearClient): Promise<void> {
  for (;;) client.send(await client.recv());
}

const framed = (bytes: Uint8Array): Buffer => Buffer.concat([messageHead(bytes.length), bytes]);

test('messages go both ways, by whatever form they are asked for', onLinux, async (t) => {
  const listener = listen(t, (client) => void echo(client).catch(() => undefined));
  const connection = connectNear(listener.place);
  assert.ok(connection);
  for (const size of [0, 1, 20_000, MOST_BYTES]) {
    connection.sendSync(new Uint8Array(size).fill(size));
    assert.deepEqual(Uint8Array.from(await connection.recv()), new Uint8Array(size).fill(size));
  }
  assert.throws(() => connection.sendSync(new Uint8Array(MOST_BYTES + 1)), MessageTooLargeError);
  const waiting = connection.recv();
  connection.close();
  await assert.rejects(waiting, EOFError);
});

test('who has not the key, repeats what another has said, or says too much, is hung up on', onLinux, async (t) => {
  let clients = 0;
  const listener = listen(t, () => clients++);
  const { hello } = createHello(listener.place.key, NOBODY);
  const say = async (bytes: Uint8Array): Promise<net.Socket> => {
    const socket = net.connect(listener.place.path);
    socket.write(bytes);
    socket.resume();
    await Promise.race([once(socket, 'data'), once(socket, 'close')]);
    return socket;
  };
  const first = await say(framed(hello));
  assert.equal(clients, 1);
  const strangers = [
    framed(hello),
    framed(createHello(randomBytes(32), NOBODY).hello),
    framed(Buffer.of(1)),
    framed(Buffer.alloc(HELLO_BYTES + 1)),
  ];
  for (const bytes of strangers) assert.equal((await say(bytes)).destroyed, true);
  assert.equal(clients, 1);
  assert.equal(first.destroyed, false);
  first.destroy();
});

test(
  'a listener without the key is not believed, and where nobody listens there is no connection',
  onLinux,
  async (t) => {
    const path = `\0parascope-test-${randomUUID()}`;
    const place = { path, key: randomBytes(32), mostBytes: MOST_BYTES };
    assert.equal(connectNear(place), undefined);
    const impostor = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(framed(randomBytes(32)));
    });
    impostor.listen(path);
    t.after(() => impostor.close());
    await once(impostor, 'listening');
    await assert.rejects(connectNear(place)!.recv(), AuthenticationError);
  },
);
