/** What simulated programs are made of: processes, pools, queues, locks. They write the rows that the runtime would. */
import { ExitReason, FailureCause, RowKind, ThreadRole } from '../../trace/src/vocabulary.ts';
import type { Random } from '../unit/trace/random.ts';
import type { About, TraceWriter } from '../unit/trace/trace-writer.ts';
import { Machine, type Body, type MachineOptions } from './machine.ts';

/** Shorter tasks are counted once their thread has recorded so many in a sampling period. */
const SINGLE_MS = 0.01;
const SINGLES = 100;
const FLUSH_MS = 10;

/** A thread as its own code sees it. */
export class Thread {
  readonly index: number;
  readonly program: Program;
  #singles = 0;
  #flushedMs = 0;
  #counted = { count: 0, ms: 0 };

  constructor(index: number, program: Program) {
    this.index = index;
    this.program = program;
  }

  get nowMs(): number {
    return this.program.machine.nowMs;
  }

  *compute(ms: number): Body {
    if (ms > 0) yield { type: 'compute', ms };
  }

  *sleep(ms: number): Body {
    if (ms > 0) yield { type: 'sleep', ms };
  }

  *until(until: () => boolean): Body {
    if (!until()) yield { type: 'wait', until };
  }

  /** A slice around `body`, written when it ends, however it ends. */
  *slice(kind: RowKind, body: Body, about: About = {}): Body {
    const fromMs = this.nowMs;
    try {
      yield* body;
    } finally {
      this.program.writer.slice(this.index, kind, fromMs, this.nowMs, about);
    }
  }

  /** Copies messages or arguments. */
  *copy(ms: number): Body {
    if (ms > 0) yield* this.slice(RowKind.serialize, this.compute(ms), { value: ms * 1e6 });
  }

  *collectGarbage(ms: number): Body {
    yield* this.slice(RowKind.gc, this.compute(ms));
  }

  /** One call of the user's function; one of a flood is counted. */
  *task(body: Body, about: About): Body {
    const fromMs = this.nowMs;
    let ended = false;
    try {
      yield* body;
      ended = true;
    } finally {
      const ms = this.nowMs - fromMs;
      if (this.nowMs - this.#flushedMs >= FLUSH_MS) this.flush(about.value ?? 0);
      if (!ended || ms >= SINGLE_MS || this.#singles++ < SINGLES) {
        this.program.writer.slice(this.index, RowKind.task, fromMs, this.nowMs, about);
      } else {
        this.#counted.count++;
        this.#counted.ms += ms;
      }
    }
  }

  flush(pool: number): void {
    const { count, ms } = this.#counted;
    const about = { object: pool, value: count, duration: ms * 1e6 };
    if (count > 0)
      this.program.writer.row({ kind: RowKind.countedTask, thread: this.index, time: this.nowMs * 1e6, ...about });
    this.#counted = { count: 0, ms: 0 };
    this.#singles = 0;
    this.#flushedMs = this.nowMs;
  }
}

export type Code = (thread: Thread) => Body;

export interface Started {
  readonly index: number;
  over: boolean;
}

export interface StartOptions {
  /** Line of the start. */
  readonly line: number;
  /** Line of the target. */
  readonly target?: number;
  readonly parent?: number;
  /** A `new Worker` of the program's own: no tasks, only its modules. */
  readonly foreign?: boolean;
  readonly bootMs?: number;
}

export class Program {
  readonly machine: Machine;
  readonly writer: TraceWriter;
  readonly random: Random;
  #threads = 1;
  #tasks = 1;
  readonly #sites = new Map<string, number>();

  constructor(options: MachineOptions, random: Random) {
    this.machine = new Machine(options);
    this.writer = this.machine.writer;
    this.random = random;
  }

  /** Runs the program; its script takes `bootMs` of CPU time until its first line. */
  main(code: Code, bootMs = this.random.between(40, 70)): void {
    const thread = new Thread(0, this);
    const { machine, writer } = this;
    function* life(): Body {
      yield* thread.compute(bootMs);
      writer.instant(0, RowKind.online, machine.nowMs);
      yield* code(thread);
    }
    machine.begin(0, life());
    machine.run(0);
    writer.end(machine.nowMs);
  }

  site(line: number, label = ''): number {
    const key = `${label}:${line}`;
    let site = this.#sites.get(key);
    if (site === undefined) this.#sites.set(key, (site = this.writer.site(label, `main.ts:${line}:3`)));
    return site;
  }

  tasks(count: number): number {
    this.#tasks += count;
    return 1_000_000 + this.#tasks - count;
  }

  /** Starts a thread that boots, runs `code`, and ends. */
  begin(name: string, options: StartOptions, code: Code): Started {
    const { line, parent = 0, foreign = false, bootMs = this.random.between(15, 30) } = options;
    const { machine, writer } = this;
    const index = this.#threads++;
    const thread = new Thread(index, this);
    const started: Started = { index, over: false };
    writer.thread(index, `${name}-${index}`, machine.nowMs, ThreadRole.worker, this.site(line), parent);
    writer.slice(parent, RowKind.spawn, machine.nowMs, machine.nowMs, { object: index, site: this.site(line) });
    function* life(): Body {
      try {
        yield* thread.slice(RowKind.boot, thread.compute(bootMs));
        writer.instant(index, RowKind.online, machine.nowMs);
        yield* foreign ? code(thread) : withModules(thread, code);
        if (!started.over) writer.exit(index, machine.nowMs);
      } finally {
        started.over = true;
      }
    }
    machine.begin(index, life());
    return started;
  }

  /** `new Process({ target }).start()`. */
  process(options: StartOptions, code: Code): Started {
    const about = { object: this.tasks(1), site: this.site(options.target ?? 1, 'work') };
    this.writer.instant(options.parent ?? 0, RowKind.submit, this.machine.nowMs, {
      object: about.object,
      value: 1,
      site: this.site(options.line),
    });
    return this.begin('Process', options, (thread) => thread.task(code(thread), about));
  }

  *join(thread: Thread, others: readonly Started[], line: number): Body {
    for (const other of others) {
      const about = { object: other.index + 1, site: this.site(line) };
      yield* thread.slice(
        RowKind.waitJoin,
        thread.until(() => other.over),
        about,
      );
      this.writer.instant(thread.index, RowKind.join, this.machine.nowMs, about);
    }
  }

  /** Ends a thread from outside. */
  terminate(started: Started): void {
    if (started.over) return;
    started.over = true;
    this.machine.end(started.index);
    this.writer.exit(started.index, this.machine.nowMs, -15, ExitReason.terminated);
  }

  /** A thread that ends itself in the middle of what it does. */
  *die(thread: Thread, started: () => Started, text: string): Body {
    const { writer, machine } = this;
    started().over = true;
    writer.row({
      kind: RowKind.failure,
      thread: thread.index,
      time: machine.nowMs * 1e6,
      value: FailureCause.uncaught,
      text,
    });
    writer.exit(thread.index, machine.nowMs, 1, ExitReason.died);
    yield* thread.until(() => false);
  }
}

function* withModules(thread: Thread, code: Code): Body {
  yield* thread.slice(RowKind.load, thread.compute(thread.program.random.between(1, 4)));
  yield* code(thread);
}
