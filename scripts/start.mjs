#!/usr/bin/env node
// `npm start [-- script.ts args]`: runs a script (a sample, unless one is given) under the instrument, prints the verdict
// and a text Gantt, writes the HTML report and opens it where there is a display.
import path from 'node:path';
import { build, install, pinnedNode, root, run } from './toolchain.mjs';

install();
build();
const [script = path.join(root, 'samples/pi-shared-value.ts'), ...args] = process.argv.slice(2);
run(
  pinnedNode,
  [path.join(root, 'runtime/bin/parascope.js'), 'run', '--gantt', '--report', '--open', script, ...args],
  {
    cwd: process.env['INIT_CWD'] ?? root,
  },
);
