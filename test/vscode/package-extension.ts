/** Packs the extension as its users get it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pinnedNode, root } from '../../scripts/toolchain.mjs';

/** Runs `npm run package` and gives the path of the .vsix. @throws with its output. */
export function packageExtension(): string {
  const { status, stdout, stderr } = spawnSync(pinnedNode, ['scripts/package.mjs'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm run package failed:\n${stdout}${stderr}`);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const file = path.join(root, 'dist', `parascope-${version}.vsix`);
  if (!existsSync(file)) throw new Error(`npm run package left no ${file}`);
  return file;
}
