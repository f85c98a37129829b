/** `Process.sentinel`: what `wait` takes to wait for the end of a process, among other things. */
import type { Awaited } from '../deadlock/awaited.ts';
import { registerHandle } from '../shared-memory/codec/handles.ts';
import type { Readiness } from '../shared-memory/gathering.ts';
import { ControlBlock } from './control-block.ts';

/** Stands for the end of one process. Python's is a number; this is an object, so that it cannot be mistaken for another. */
export class Sentinel {
  readonly #control: ControlBlock;
  readonly #name: string;

  /** Made by `Process.sentinel`. @internal */
  constructor(control: ControlBlock, name: string) {
    this.#control = control;
    this.#name = name;
  }

  /** Whether the process has ended. */
  get ready(): boolean {
    return this.#control.ended;
  }

  /** What its handle carries. @internal */
  fields(): readonly unknown[] {
    return [this.#control.buffer, this.#name];
  }

  /** For `wait`: the end of a thread wakes every such wait. @internal */
  readiness(): Readiness {
    const { thread } = this.#control;
    const awaited: Awaited = {
      what: () => `the end of ${this.#name}`,
      by: thread === 0 ? undefined : { type: 'threads', threads: [thread] },
    };
    return { isReady: () => this.ready, awaited };
  }
}

registerHandle<Sentinel>({
  tag: 'Sentinel',
  type: Sentinel,
  encode: (sentinel) => sentinel.fields(),
  decode: (fields) => {
    const [memory, name] = Array.isArray(fields) ? (fields as unknown[]) : [];
    if (!(memory instanceof SharedArrayBuffer) || typeof name !== 'string') {
      throw new TypeError('damaged handle of a Sentinel');
    }
    return new Sentinel(new ControlBlock(memory), name);
  },
});
