/** Workers that wait for each other, and nobody is left to end it. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { LINES, computing, nothing, processProgram, repeat } from '../code.ts';
import type { Code, Program } from '../program.ts';
import { num, type Lines, type Scenario } from '../scenario.ts';

/** How long it takes the runtime to be sure. */
const FOUND_MS = 700;

interface Cycle {
  readonly members: number;
  readonly kind: RowKind;
  readonly type: 'lock' | 'queue' | 'condition' | 'barrier' | 'pool';
}

/** So many processes in a cycle, if the lines say `crossed`; else each waits for a moment only. All catch the error. */
function cycle(program: Program, lines: Lines, { members, kind, type }: Cycle): void {
  const objects = repeat(members, () => nothing).map((_, number) => program.writer.object(type, `${type}-${number}`));
  const text = `deadlock:\n${objects.map((_, number) => `  Process-${number} waits`).join('\n')}`;
  const member = (number: number): Code =>
    function* (thread) {
      const about = { object: objects[number]!, site: program.site(LINES.lock) };
      yield* thread.compute(num(lines, 'before'));
      yield* thread.slice(kind, thread.until(waits(program, lines['crossed'] === true ? FOUND_MS : 1)), about);
      if (lines['crossed'] === true) {
        const time = thread.nowMs * 1e6;
        program.writer.row({ kind: RowKind.deadlock, thread: thread.index, time, value: 1, site: about.site, text });
      }
      yield* thread.compute(30);
    };
  const others = repeat(num(lines, 'others'), () => computing(num(lines, 'before') + 1));
  processProgram(program, [...repeat(members, member), ...others], (main) => main.sleep(FOUND_MS + 400));
}

/** True once so much time has passed since it was asked first. */
function waits({ machine }: Program, ms: number): () => boolean {
  let untilMs: number | undefined;
  return () => machine.nowMs >= (untilMs ??= machine.nowMs + ms);
}

function scenario(name: string, cycleOf: (lines: Lines) => Cycle): Scenario {
  return {
    name,
    draw: (random) => ({
      cores: 8,
      members: 2 + random.below(3),
      others: 0,
      before: 100 + random.below(100),
      crossed: true,
    }),
    program: (program, lines) => cycle(program, lines, cycleOf(lines)),
    twin: (lines) => ({ ...lines, crossed: false }),
    line: LINES.lock,
  };
}

export const deadlock: readonly Scenario[] = [
  scenario('processes that take locks in opposite order; those of the twin in the same', (lines) => ({
    members: num(lines, 'members'),
    kind: RowKind.waitLock,
    type: 'lock',
  })),
  scenario('a process that takes a lock twice; that of the twin once', () => ({
    members: 1,
    kind: RowKind.waitLock,
    type: 'lock',
  })),
  scenario('each waits for a message of the next; in the twin one puts first', (lines) => ({
    members: num(lines, 'members'),
    kind: RowKind.waitGet,
    type: 'queue',
  })),
  scenario('each waits for room that the next must make; in the twin one takes first', (lines) => ({
    members: num(lines, 'members'),
    kind: RowKind.waitPut,
    type: 'queue',
  })),
  scenario('a barrier for one more than come; in the twin all come', (lines) => ({
    members: num(lines, 'members'),
    kind: RowKind.waitBarrier,
    type: 'barrier',
  })),
  scenario('each waits to be notified and none notifies; in the twin one does', (lines) => ({
    members: num(lines, 'members'),
    kind: RowKind.waitCondition,
    type: 'condition',
  })),
];
