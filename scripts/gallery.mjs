#!/usr/bin/env node
// `npm run gallery [-- SCENE …]`: writes pictures of the panel's states to test-results/gallery; see test/gallery/.
import path from 'node:path';
import { build, install, pinnedNode, root, run } from './toolchain.mjs';

install();
build();
run(pinnedNode, [path.join(root, 'test/gallery/gallery.ts'), ...process.argv.slice(2)]);
