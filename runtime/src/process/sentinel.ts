/** `Process.sentinel`: what `wait` takes to wait for the end of a process, among other things. */
import { registerHandle } from '../shared-memory/codec/handles.ts';
import type { Readiness } from '../shared-memory/gathering.ts';
import { ControlBlock } from './control-block.ts';

/** Stands for the end of one process. Python's is a number; this is an object, so that it cannot be mistaken for another. */
export class Sentinel {
  readonly #control: ControlBlock;

  /** Made by `Process.sentinel`. @internal */
  constructor(control: ControlBlock) {
    this.#control = control;
  }

  /** Whether the process has ended. */
  get ready(): boolean {
    return this.#control.ended;
  }

  /** The process it stands for. @internal */
  get control(): ControlBlock {
    return this.#control;
  }

  /** For `wait`: the end of a thread wakes every such wait. @internal */
  readiness(): Readiness {
    return { isReady: () => this.ready };
  }
}

registerHandle<Sentinel>({
  tag: 'Sentinel',
  type: Sentinel,
  encode: (sentinel) => sentinel.control.buffer,
  decode: (memory) => {
    if (!(memory instanceof SharedArrayBuffer)) throw new TypeError('damaged handle of a Sentinel');
    return new Sentinel(new ControlBlock(memory));
  },
});
