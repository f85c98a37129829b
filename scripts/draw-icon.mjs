#!/usr/bin/env node
// Draws media/icon.png: lanes of a timeline behind a round glass. Plain shapes, smoothed by taking 16 samples per pixel.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';

const SIZE_PX = 256;
const SAMPLES = 4;

/** A test of a point (in the unit square) and a colour; later shapes lie above earlier ones. */
const shapes = [
  [roundedBox(0, 0, 1, 1, 0.2), [24, 32, 46]],
  ...lane(0.2, [
    [0.12, 0.5, [86, 180, 233]],
    [0.54, 0.88, [86, 180, 233]],
  ]),
  ...lane(0.38, [
    [0.2, 0.4, [0, 158, 115]],
    [0.44, 0.88, [0, 158, 115]],
  ]),
  ...lane(0.56, [
    [0.2, 0.62, [230, 159, 0]],
    [0.66, 0.8, [230, 159, 0]],
  ]),
  ...lane(0.74, [[0.28, 0.72, [204, 121, 167]]]),
  [ring(0.56, 0.53, 0.24, 0.045), [240, 244, 250]],
  [segment(0.73, 0.7, 0.87, 0.86, 0.04), [240, 244, 250]],
];

function lane(top, bars) {
  return bars.map(([left, right, colour]) => [roundedBox(left, top, right, top + 0.1, 0.03), colour]);
}

function roundedBox(left, top, right, bottom, radius) {
  return (x, y) => {
    const dx = Math.max(left + radius - x, 0, x - (right - radius));
    const dy = Math.max(top + radius - y, 0, y - (bottom - radius));
    return Math.hypot(dx, dy) <= radius;
  };
}

function ring(centreX, centreY, radius, width) {
  return (x, y) => Math.abs(Math.hypot(x - centreX, y - centreY) - radius) <= width / 2;
}

function segment(x1, y1, x2, y2, halfWidth) {
  const lengthSquared = (x2 - x1) ** 2 + (y2 - y1) ** 2;
  return (x, y) => {
    const along = Math.min(1, Math.max(0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / lengthSquared));
    return Math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1)) <= halfWidth;
  };
}

/** Red, green, blue and opacity of a pixel. */
function pixel(column, row) {
  const sum = [0, 0, 0, 0];
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES) / SIZE_PX;
    const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES) / SIZE_PX;
    const colour = shapes.findLast(([contains]) => contains(x, y))?.[1];
    if (colour) for (const [channel, value] of [...colour, 255].entries()) sum[channel] += value;
  }
  const covered = sum[3] / 255;
  if (covered === 0) return [0, 0, 0, 0];
  return [...sum.slice(0, 3).map((value) => Math.round(value / covered)), Math.round(sum[3] / SAMPLES ** 2)];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

const rows = [];
for (let row = 0; row < SIZE_PX; row++) {
  // Each row begins with its filter: none.
  rows.push(0);
  for (let column = 0; column < SIZE_PX; column++) rows.push(...pixel(column, row));
}
const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE_PX, 0);
header.writeUInt32BE(SIZE_PX, 4);
// 8 bits per channel, red green blue and opacity.
header.set([8, 6, 0, 0, 0], 8);
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.from(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(path.join(path.dirname(fileURLToPath(import.meta.url)), '../media/icon.png'), png);
