#!/usr/bin/env node
// `npm run bench [-- name …]`: runs the benchmarks in bench/, one after the other, on the pinned Node.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build, install, pinnedNode, root, run } from './toolchain.mjs';

install();
build();
const wanted = process.argv.slice(2);
const all = readdirSync(path.join(root, 'bench')).filter((file) => file.endsWith('.bench.ts'));
const files = wanted.length === 0 ? all : all.filter((file) => wanted.some((name) => file.startsWith(name)));
if (files.length === 0) {
  console.error(
    `no benchmark called ${wanted.join(', ')}: there are ${all.map((file) => file.replace('.bench.ts', '')).join(', ')}`,
  );
  process.exit(2);
}
for (const file of files) run(pinnedNode, [path.join(root, 'bench', file)]);
