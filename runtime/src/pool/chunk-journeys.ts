/** The handles in chunks that no worker has read yet, where they count who has them: see `Journey`. */
import type { Journey } from '../shared-memory/codec/handles.ts';

export class ChunkJourneys {
  readonly #byJob = new Map<number, Map<number, readonly Journey[]>>();

  /** They leave in that chunk. */
  depart(job: number, chunk: number, journeys: readonly Journey[]): void {
    if (journeys.length === 0) return;
    for (const journey of journeys) journey.depart();
    const ofJob = this.#byJob.get(job) ?? new Map<number, readonly Journey[]>();
    this.#byJob.set(job, ofJob.set(chunk, journeys));
  }

  /** A worker has read the chunk, and has told them so. */
  arrived(job: number, chunk: number): void {
    this.#take(job, chunk);
  }

  /** Nobody will read it. */
  lost(job: number, chunk: number): void {
    for (const journey of this.#take(job, chunk)) journey.lost();
  }

  #take(job: number, chunk: number): readonly Journey[] {
    const ofJob = this.#byJob.get(job);
    const journeys = ofJob?.get(chunk);
    if (ofJob === undefined || journeys === undefined) return [];
    ofJob.delete(chunk);
    if (ofJob.size === 0) this.#byJob.delete(job);
    return journeys;
  }
}
