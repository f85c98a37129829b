/** Which frames of a flame chart are drawn where, and which is next to which. Pure. */
import type { FlameFrame, FlameGraph } from '../../trace/src/flame-graph.ts';

/** A narrower frame is not drawn: a hundredth of the width of a word. */
const LEAST_WIDTH = 0.001;

export interface FramePlace {
  /** Index in the graph's frames. */
  readonly index: number;
  /** Shares of the width that is shown, 0 to 1. */
  readonly left: number;
  readonly width: number;
}

/** `zoomed`: the frame that takes the whole width, with its callers above it; -1 = none. */
export function framePlaces({ frames, totalNs }: FlameGraph, zoomed: number): FramePlace[] {
  const whole = frames[zoomed] ?? { offsetNs: 0, totalNs };
  return frames.flatMap((frame, index) => {
    const start = Math.max(0, (frame.offsetNs - whole.offsetNs) / whole.totalNs);
    const end = Math.min(1, (frame.offsetNs + frame.totalNs - whole.offsetNs) / whole.totalNs);
    return end - start >= LEAST_WIDTH ? [{ index, left: start, width: end - start }] : [];
  });
}

/** The drawn frame that an arrow key leads to; the same where there is none. */
export function frameBeside(graph: FlameGraph, places: readonly FramePlace[], from: number, key: string): number {
  const frames = places.map(({ index }) => ({ index, frame: graph.frames[index]! }));
  const own = graph.frames[from];
  if (own === undefined) return from;
  const level = frames.filter(({ frame }) => frame.depth === own.depth);
  const at = level.findIndex(({ index }) => index === from);
  switch (key) {
    case 'ArrowLeft':
      return level[at - 1]?.index ?? from;
    case 'ArrowRight':
      return level[at + 1]?.index ?? from;
    case 'ArrowUp':
      return frames.find(({ frame }) => frame.depth === own.depth - 1 && isInside(own, frame))?.index ?? from;
    case 'ArrowDown':
      return frames.find(({ frame }) => frame.depth === own.depth + 1 && isInside(frame, own))?.index ?? from;
    default:
      return from;
  }
}

function isInside(inner: FlameFrame, outer: FlameFrame): boolean {
  return inner.offsetNs >= outer.offsetNs && inner.offsetNs < outer.offsetNs + outer.totalNs;
}
