/** `node write.ts ROWS FILE`: a large trace as a file. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { largeTrace } from './large-trace.ts';

const [rows, file = ''] = process.argv.slice(2);
if (!(Number(rows) > 0) || file === '') throw new Error('usage: write.ts ROWS FILE');
const out = openSync(file, 'w');
for (const message of largeTrace({ rows: Number(rows) })) writeSync(out, message);
closeSync(out);
