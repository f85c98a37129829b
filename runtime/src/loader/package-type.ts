/** What the nearest package.json says its `.ts` and `.js` files are. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type PackageType = 'module' | 'commonjs' | 'none';

const byFolder = new Map<string, PackageType>();

/** `none` when no package.json above the folder states a type. */
export function packageTypeOf(folder: string): PackageType {
  let type = byFolder.get(folder);
  if (!type) {
    const parent = path.dirname(folder);
    type =
      readType(folder) ??
      (parent === folder || path.basename(folder) === 'node_modules' ? 'none' : packageTypeOf(parent));
    byFolder.set(folder, type);
  }
  return type;
}

/** `undefined` where there is no package.json. */
function readType(folder: string): PackageType | undefined {
  let text: string;
  try {
    text = readFileSync(path.join(folder, 'package.json'), 'utf8');
  } catch {
    // The usual case: this folder has none.
    return undefined;
  }
  try {
    const manifest: unknown = JSON.parse(text);
    const type = typeof manifest === 'object' && manifest !== null && 'type' in manifest ? manifest.type : undefined;
    return type === 'module' || type === 'commonjs' ? type : 'none';
  } catch {
    // Malformed: Node itself says so when it reads the file.
    return 'none';
  }
}
