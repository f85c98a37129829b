/** Small repeating patterns for canvas fills. */
export type PatternName = 'diagonal' | 'horizontal' | 'vertical' | 'dots' | 'cross' | 'checks';

const TILE_PX = 6;

/** Lines of each pattern in one tile, as [fromX, fromY, toX, toY]. */
const LINES: Readonly<Record<Exclude<PatternName, 'dots' | 'checks'>, readonly (readonly number[])[]>> = {
  diagonal: [
    [-1, 7, 7, -1],
    [-4, 4, 4, -4],
    [2, 10, 10, 2],
  ],
  horizontal: [[0, 3, 6, 3]],
  vertical: [[3, 0, 3, 6]],
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
  if (name === 'dots') context.fillRect(1, 1, 3, 3);
  else if (name === 'checks') {
    context.fillRect(0, 0, 3, 3);
    context.fillRect(3, 3, 3, 3);
  } else
    for (const [fromX, fromY, toX, toY] of LINES[name]) {
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
