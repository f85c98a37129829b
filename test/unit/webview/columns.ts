import type { LaneInfo, WindowAnswer } from '../../../trace/src/query.ts';

export interface TestSlice {
  readonly start: number;
  readonly end: number;
  readonly depth?: number;
  readonly slice?: number;
}

export function lane(id: number, depth: number, more: Partial<LaneInfo> = {}): LaneInfo {
  return { id, kind: 'thread', name: `lane ${id}`, role: 'worker', startNs: 0, depth, ...more };
}

/** An answer whose lanes hold the slices, in the order of the contract; slices are numbered as they come. */
export function answerOf(lanes: Readonly<Record<number, readonly TestSlice[]>>): WindowAnswer {
  const none = new Float32Array(0);
  const utilization = { count: 0, program: none, others: none, instrument: none, available: 2, measured: true };
  return {
    query: { startNs: 0, endNs: 1000, widthPx: 100, laneIds: Object.keys(lanes).map(Number) },
    lanes: Object.entries(lanes).map(([id, slices]) => ({
      laneId: Number(id),
      count: slices.length,
      startNs: Float64Array.from(slices, ({ start }) => start),
      endNs: Float64Array.from(slices, ({ end }) => end),
      depth: Uint8Array.from(slices, ({ depth }) => depth ?? 0),
      state: new Uint8Array(slices.length),
      reason: new Uint8Array(slices.length),
      name: new Uint32Array(slices.length),
      slice: Int32Array.from(slices, ({ slice }, index) => slice ?? index),
      merged: new Uint32Array(slices.length).fill(1),
      open: new Uint8Array(slices.length),
      samplesNs: new Float64Array(0),
    })),
    utilization,
    names: ['work'],
  };
}
