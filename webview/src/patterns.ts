/** Small repeating patterns for canvas fills. */
export type PatternName =
  | 'diagonal'
  | 'backward'
  | 'horizontal'
  | 'vertical'
  | 'grid'
  | 'cross'
  | 'zigzag'
  | 'bricks'
  | 'dots'
  | 'sparse'
  | 'dashes'
  | 'checks';

const TILE_PX = 6;

/** Rectangles of a pattern in one tile, as [x, y, width, height]. */
const SPOTS: Partial<Readonly<Record<PatternName, readonly (readonly number[])[]>>> = {
  dots: [[1, 1, 3, 3]],
  sparse: [[2, 2, 2, 2]],
  dashes: [
    [0, 1, 4, 1.5],
    [3, 4, 3, 1.5],
    [0, 4, 1, 1.5],
  ],
  checks: [
    [0, 0, 3, 3],
    [3, 3, 3, 3],
  ],
};

/** Lines of a pattern in one tile, as [fromX, fromY, toX, toY]. */
const LINES: Partial<Readonly<Record<PatternName, readonly (readonly number[])[]>>> = {
  diagonal: [
    [-1, 7, 7, -1],
    [-4, 4, 4, -4],
    [2, 10, 10, 2],
  ],
  backward: [
    [-1, -1, 7, 7],
    [-4, 2, 4, 10],
    [2, -4, 10, 4],
  ],
  horizontal: [[0, 3, 6, 3]],
  vertical: [[3, 0, 3, 6]],
  grid: [
    [0, 3, 6, 3],
    [3, 0, 3, 6],
  ],
  zigzag: [
    [0, 5, 3, 1],
    [3, 1, 6, 5],
  ],
  bricks: [
    [0, 1, 6, 1],
    [0, 4, 6, 4],
    [1, 1, 1, 4],
    [4, 4, 4, 7],
  ],
  cross: [
    [-1, 7, 7, -1],
    [-1, -1, 7, 7],
  ],
};

const INKS = new WeakMap<CanvasGradient | CanvasPattern, string>();

/** A pattern of `ink` on `paper`. Falls back to plain ink where the browser makes no pattern. */
export function createPattern(name: PatternName, ink: string, paper: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = TILE_PX;
  tile.height = TILE_PX;
  const context = tile.getContext('2d');
  if (!context) return ink;
  context.fillStyle = paper;
  context.fillRect(0, 0, TILE_PX, TILE_PX);
  context.fillStyle = ink;
  context.strokeStyle = ink;
  context.lineWidth = 1.6;
  for (const [x, y, width, height] of SPOTS[name] ?? []) context.fillRect(x!, y!, width!, height!);
  for (const [fromX, fromY, toX, toY] of LINES[name] ?? []) {
    context.beginPath();
    context.moveTo(fromX!, fromY!);
    context.lineTo(toX!, toY!);
    context.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  if (!pattern) return ink;
  INKS.set(pattern, ink);
  return pattern;
}

/** What a fill is as one colour: a pattern's ink. */
export function colourOfFill(fill: string | CanvasGradient | CanvasPattern): string {
  return typeof fill === 'string' ? fill : (INKS.get(fill) ?? '#000000');
}
