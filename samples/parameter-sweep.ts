/**
 * A pool maps a simulation over a grid of parameters: how far a thrown ball flies, for each angle and speed. Steep and fast
 * throws are in the air for long, so the work is uneven: try another chunk size (`parameter-sweep.ts [chunksize]`).
 */
import { Pool, isMain } from 'parascope';

interface Throw {
  readonly angle: number;
  readonly speed: number;
}

const GRAVITY = 9.81;
const DRAG = 0.005;
const STEP_SECONDS = 4e-6;

/** Metres until the ball is on the ground again, by small steps. */
function simulate({ angle, speed }: Throw): number {
  const radians = (angle * Math.PI) / 180;
  let [x, y, vx, vy] = [0, 0, speed * Math.cos(radians), speed * Math.sin(radians)];
  do {
    const drag = DRAG * Math.hypot(vx, vy);
    vx -= drag * vx * STEP_SECONDS;
    vy -= (GRAVITY + drag * vy) * STEP_SECONDS;
    x += vx * STEP_SECONDS;
    y += vy * STEP_SECONDS;
  } while (y > 0);
  return x;
}

if (isMain) {
  const angles = [15, 25, 35, 45, 55, 65, 75];
  const speeds = [10, 20, 30, 40];
  const grid = speeds.flatMap((speed) => angles.map((angle): Throw => ({ angle, speed })));
  const [given] = process.argv.slice(2);
  const chunksize = given === undefined ? undefined : Number(given);
  await using pool = new Pool();
  const distances = await pool.map(simulate, grid, { chunksize, progress: true });
  for (const speed of speeds) {
    const row = grid.flatMap((each, i) => (each.speed === speed ? [{ ...each, distance: distances[i] ?? 0 }] : []));
    const best = row.reduce((a, b) => (b.distance > a.distance ? b : a));
    console.log(`at ${speed} m/s the best angle is ${best.angle}: ${best.distance.toFixed(1)} m`);
  }
}
