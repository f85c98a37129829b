import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookUpIn } from '../../../trace/src/analysis/look-up.ts';
import { summarize } from '../../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { PacedSession } from '../../../trace/src/paced-session.ts';
import type { PanelReply, RunSnapshot } from '../../../trace/src/panel-session.ts';
import { BatchBuilder } from '../../../trace/src/row-batch.ts';
import { RowKind } from '../../../trace/src/vocabulary.ts';

interface Costs {
  readonly snapshotMs: number;
  readonly answerMs: number;
  readonly verdictMs: number;
}

const FREE: Costs = { snapshotMs: 0, answerMs: 0, verdictMs: 0 };

/** A session on a clock that goes on only by what things cost, and by hand. */
function setUp(costs: Partial<Costs> = {}, isSaved = false) {
  const { snapshotMs, answerMs, verdictMs } = { ...FREE, ...costs };
  const model = new TraceModel();
  const posted: (RunSnapshot | PanelReply)[] = [];
  let nowMs = 0;
  let verdicts = 0;
  const session = new PacedSession({
    title: 'pi.ts',
    model,
    lookUp: lookUpIn(model),
    isSaved,
    summarize: () => {
      nowMs += verdictMs;
      verdicts++;
      return summarize(model);
    },
    post: (message) => {
      nowMs += message.type === 'run' ? snapshotMs : answerMs;
      posted.push(message);
    },
    clock: () => nowMs,
  });
  const grow = (): void => {
    const batch = new BatchBuilder();
    batch.add({ kind: RowKind.task, thread: 1, time: model.endNs, duration: 1e6, object: 1 });
    model.append(batch);
    session.grew();
  };
  /** Calls `tell` each ms for so long, of a trace that always grows; gives when snapshots were posted, ms. */
  const follow = (ms: number): number[] => {
    const times: number[] = [];
    for (const untilMs = nowMs + ms; nowMs < untilMs; nowMs++) {
      const [before, beganMs] = [posted.length, nowMs];
      grow();
      session.tell();
      if (posted.length > before) times.push(beganMs);
    }
    return times;
  };
  const ask = (): void =>
    session.answer({
      type: 'query-window',
      id: 1,
      query: { startNs: 0, endNs: 1e6, widthPx: 10, laneIds: [1] },
    });
  const snapshots = (): RunSnapshot[] => posted.filter((message) => message.type === 'run');
  return {
    session,
    posted,
    snapshots,
    grow,
    follow,
    ask,
    verdicts: () => verdicts,
    wait: (ms: number) => (nowMs += ms),
  };
}

test('the first snapshot comes at once, without waiting for the verdict, which the next one has', () => {
  const { session, snapshots, grow, wait } = setUp();
  grow();
  session.tell();
  wait(100);
  session.tell();
  assert.deepEqual(
    snapshots().map(({ summary }) => summary?.tasks.count),
    [undefined, 1],
  );
});

test('where nothing is new, nothing is posted', () => {
  const { session, posted, wait, grow } = setUp();
  grow();
  for (let at = 0; at < 5; at++, wait(1000)) session.tell();
  assert.equal(posted.length, 2);
});

test('snapshots keep to a quarter of the time, with what the panel asks after them', () => {
  const { follow, ask } = setUp({ snapshotMs: 5, answerMs: 20 });
  assert.deepEqual(follow(1), [0]);
  ask();
  const [next] = follow(1000);
  assert.equal(next, 5 + 100);
});

test('a question that takes long keeps the picture away for some seconds at most', () => {
  const { follow, ask } = setUp({ answerMs: 10_000 });
  follow(1);
  ask();
  assert.deepEqual(follow(200), [10_001, 10_101]);
});

test('of a small run a snapshot comes ten times a second', () => {
  assert.deepEqual(setUp().follow(350), [0, 100, 200, 300]);
});

test('a verdict that takes long is renewed more seldom than the picture', () => {
  const { follow, verdicts } = setUp({ snapshotMs: 10, verdictMs: 200 });
  const times = follow(4000);
  const gaps = times.slice(1).map((time, at) => time - times[at]!);
  assert.ok(Math.max(...gaps) <= 10 + 200 + 100, gaps.join(' '));
  assert.ok(times.length > 30, `${times.length} snapshots`);
  assert.equal(verdicts(), 2, 'the verdict keeps to a tenth of the time');
});

test('a file that is read within a second is shown as a whole, a longer one while it is read', () => {
  const { follow, session, snapshots } = setUp({}, true);
  assert.deepEqual(follow(1000), []);
  session.show();
  assert.equal(snapshots().length, 1);
  assert.equal(setUp({}, true).follow(1010)[0], 1000);
});

test('a picture that is asked for is posted at once, as is a change of what the run is at', () => {
  const { session, snapshots, follow } = setUp({ snapshotMs: 50 });
  follow(10);
  session.phase = { type: 'running' };
  session.show();
  assert.deepEqual(
    snapshots().map(({ phase }) => phase.type),
    ['starting', 'running'],
  );
});

test('when a trace stops growing its last rows are judged too', () => {
  const { session, snapshots, grow, wait } = setUp({ verdictMs: 100 });
  grow();
  session.tell();
  grow();
  for (let at = 0; at < 3; at++, wait(1000)) session.tell();
  assert.equal(snapshots().at(-1)?.summary?.tasks.count, 2);
});

test('the last word is a verdict on everything', () => {
  const { session, grow } = setUp({ verdictMs: 1000 });
  grow();
  session.tell();
  grow();
  assert.equal(session.judged().summary?.tasks.count, 2);
});
