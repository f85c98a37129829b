/** The reference: a canvas on which each frame draws every slice of the run, as a first version of any such chart does. */
import type { ThreadSlices } from './messages.ts';

const COLOURS = ['#4e9a06', '#888', '#cc0000', '#75507b', '#c17d11', '#3465a4', '#f57900', '#ddd', '#555'];
const HEIGHT_PX = 8;

/** Draws `[fromNs, toNs)` and gives how long that took until the picture was there, ms. */
export function drawNaively(
  context: CanvasRenderingContext2D,
  threads: readonly ThreadSlices[],
  fromNs: number,
  toNs: number,
): number {
  const began = performance.now();
  const { width, height } = context.canvas;
  const scale = width / (toNs - fromNs);
  context.clearRect(0, 0, width, height);
  threads.forEach(({ startNs, endNs, state }, row) => {
    for (let slice = 0; slice < startNs.length; slice++) {
      const left = (startNs[slice]! - fromNs) * scale;
      const right = (Math.min(endNs[slice]!, toNs) - fromNs) * scale;
      if (right < 0 || left > width) continue;
      context.fillStyle = COLOURS[state[slice]!] ?? '#000';
      context.fillRect(left, row * (HEIGHT_PX + 2), Math.max(1, right - left), HEIGHT_PX);
    }
  });
  context.getImageData(0, 0, 1, 1);
  return performance.now() - began;
}
