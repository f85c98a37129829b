#!/usr/bin/env node
// `npm run soak [-- --seed N | --count N | --ending N | --trace N | --start-method M]`: plays scenarios with faults drawn at random, 2,000 by
// default by each start method, 40 endings of whole programs, and 20,000 broken traces; see test/faults/.
import path from 'node:path';
import { build, install, pinnedNode, root, run } from './toolchain.mjs';

install();
build();
run(pinnedNode, [path.join(root, 'test/faults/soak.ts'), ...process.argv.slice(2)]);
