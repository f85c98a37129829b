#!/usr/bin/env node
// Entry of the `parascope` command. Plain and old-fashioned on purpose: it must be able to say that this Node is too old,
// or, in a clone of the project, to go on with the Node that the lockfile pins.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runWith } from './run-with.js';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 20)) {
  await import('../dist/cli.js');
} else {
  const pinned = fileURLToPath(
    new URL('../../node_modules/node/bin/node' + (process.platform === 'win32' ? '.exe' : ''), import.meta.url),
  );
  if (!existsSync(pinned)) {
    console.error(
      `parascope: this is Node ${process.versions.node}; 22.20 or newer is needed. Install one from https://nodejs.org`,
    );
    process.exit(1);
  }
  runWith(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
