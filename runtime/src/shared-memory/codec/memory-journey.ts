/** The shared memory that a message names, on its way: the message has a reference to each piece until it is taken. */
import { addReference } from '../references.ts';
import type { ThreadId } from '../run-block.ts';
import { dropMessage } from '../shared-registry.ts';
import type { Journey } from './handles.ts';

const startedWith = new Map<ThreadId, number[]>();

export class MemoryJourney implements Journey {
  readonly #named: readonly number[];

  /** `named`: ids, as often as the message names them. */
  constructor(named: readonly number[]) {
    this.#named = named;
  }

  depart(): void {
    for (const id of this.#named) addReference(id);
  }

  departTo(thread: ThreadId): void {
    this.depart();
    startedWith.set(thread, [...(startedWith.get(thread) ?? []), ...this.#named]);
  }

  lost(): void {
    dropMessage(this.#named);
  }
}

/** What departed to that thread, which has it until its end; the supervisor must be told. */
export function takeStartedWith(thread: ThreadId): readonly number[] {
  const named = startedWith.get(thread) ?? [];
  startedWith.delete(thread);
  return named;
}
