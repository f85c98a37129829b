import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuthenticationError, ConnectionError, EOFError } from '../../../runtime/src/errors.ts';
import { type FrameLink, greetClient, greetListener } from '../../../runtime/src/network/handshake.ts';
import { isSameRun, packRecordedAs } from '../../../runtime/src/network/recorded-as.ts';

interface Side extends FrameLink {
  readonly sent: Uint8Array[];
}

/** Two ends; what one sends the other receives, changed by `tamper`. A side that has hung up sends no more. */
function twoSides(tamper: (frame: Uint8Array) => Uint8Array = (frame) => frame): readonly [Side, Side, () => void] {
  const queues: Uint8Array[][] = [[], []];
  const waiting: (() => void)[][] = [[], []];
  let ended = false;
  const wake = (): void => waiting.flat().forEach((go) => go());
  const side = (own: number): Side => {
    const sent: Uint8Array[] = [];
    return {
      sent,
      send: (frame) => {
        sent.push(frame);
        queues[1 - own]!.push(tamper(frame));
        wake();
      },
      receive: async () => {
        for (;;) {
          const frame = queues[own]!.shift();
          if (frame !== undefined) return frame;
          if (ended) throw new EOFError('ended');
          await new Promise<void>((resolve) => waiting[own]!.push(resolve));
        }
      },
    };
  };
  const end = (): void => {
    ended = true;
    wake();
  };
  return [side(0), side(1), end];
}

const UNRECORDED = { originMs: 0, object: 0 };
const bytes = (text: string): Uint8Array => Buffer.from(text);

async function outcome(listenerKey: string | null, clientKey: string | null): Promise<string[]> {
  const [listener, client, end] = twoSides();
  const key = (text: string | null): Uint8Array | null => (text === null ? null : bytes(text));
  const sides = [greetClient(listener, key(listenerKey)), greetListener(client, key(clientKey), UNRECORDED)];
  for (const side of sides) side.catch(end);
  const results = await Promise.allSettled(sides);
  return results.map((result) =>
    result.status === 'fulfilled' ? 'agreed' : (result.reason as Error).constructor.name,
  );
}

test('both sides agree where both have the same key, or neither has one', async () => {
  assert.deepEqual(await outcome('secret', 'secret'), ['agreed', 'agreed']);
  assert.deepEqual(await outcome(null, null), ['agreed', 'agreed']);
});

test('the listener learns what the client is in the trace, which is the same thing in the same run alone', async () => {
  for (const key of [null, bytes('secret')]) {
    const [listener, client] = twoSides();
    const recordedAs = { originMs: 1_700_000_000_000.125, object: 4_000_000_000 };
    const [heard] = await Promise.all([greetClient(listener, key), greetListener(client, key, recordedAs)]);
    assert.deepEqual(heard, recordedAs);
    assert.equal(isSameRun(heard, { ...recordedAs, object: 7 }), true);
    assert.equal(isSameRun(heard, { ...recordedAs, originMs: 1 }), false);
  }
  assert.equal(isSameRun(UNRECORDED, UNRECORDED), false);
});

test('whoever has no key, or another one, is refused, and says why', async () => {
  assert.deepEqual(await outcome('secret', 'wrong'), ['AuthenticationError', 'AuthenticationError']);
  assert.deepEqual(await outcome('secret', null), ['EOFError', 'AuthenticationError']);
  assert.deepEqual(await outcome(null, 'secret'), ['EOFError', 'AuthenticationError']);
});

test('the key never crosses, and each exchange is another one', async () => {
  const crossed: Buffer[] = [];
  for (let i = 0; i < 2; i++) {
    const [listener, client] = twoSides();
    const key = bytes('a rather long secret');
    await Promise.all([greetClient(listener, key), greetListener(client, key, UNRECORDED)]);
    crossed.push(Buffer.concat([...listener.sent, ...client.sent]));
  }
  for (const all of crossed) assert.equal(all.includes('secret'), false);
  const [first, second] = crossed;
  assert.notDeepEqual(first, second);
});

test('what is sent back to the one it came from proves nothing', async () => {
  const [listener, client] = twoSides();
  const greeting = greetClient(listener, bytes('secret'));
  // The client knows no key: it answers with the listener's own random bytes and, as its proof, more of them.
  const hello = await client.receive();
  const [head, nonce] = [hello.subarray(0, -32), hello.subarray(-32)];
  client.send(Buffer.concat([head, packRecordedAs(UNRECORDED), nonce, nonce]));
  await assert.rejects(greeting, AuthenticationError);
  const answer = await client.receive();
  assert.deepEqual([...answer], [0]);
});

test('a proof with one bit changed is refused', async () => {
  for (const changed of [23, 40, 60, 86]) {
    const [listener, client, end] = twoSides((frame) => {
      if (frame.length < 87) return frame;
      const copy = Uint8Array.from(frame);
      copy[changed]! ^= 1;
      return copy;
    });
    const sides = [greetClient(listener, bytes('secret')), greetListener(client, bytes('secret'), UNRECORDED)];
    for (const side of sides) side.catch(end);
    const [first, second] = await Promise.allSettled(sides);
    assert.equal(first?.status, 'rejected', `byte ${changed}`);
    assert.equal(second?.status, 'rejected', `byte ${changed}`);
  }
});

test('another protocol or version is refused in words', async () => {
  for (const frame of [bytes('HTTP/1.1 400'), new Uint8Array(0), Buffer.from('parascope\x01\x00', 'latin1')]) {
    const [listener, client] = twoSides();
    listener.send(frame);
    await assert.rejects(
      greetListener(client, null, UNRECORDED),
      (error) => error instanceof ConnectionError && error.message.includes('protocol'),
    );
  }
});
