/** Finds esbuild without loading it: the project's own, else its tsx's, else ours. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { TransformOptions, TransformResult } from 'esbuild';
import { withOwnWorkers } from '../instrument/worker-patch.ts';

export interface Transformer {
  /** Version, for the cache's key. */
  readonly version: string;
  /** Loads esbuild at its first call. Throws esbuild's error, whose message has file and line. */
  readonly transform: (source: string, options: TransformOptions) => TransformResult;
}

const byFolder = new Map<string, Transformer>();

/** The transformer for the files of a folder. Throws when there is none at all. */
export function transformerFor(folder: string): Transformer {
  let transformer = byFolder.get(folder);
  if (!transformer) {
    const home = projectEsbuild(folder) ?? path.dirname(createRequire(import.meta.url).resolve('esbuild/package.json'));
    transformer = [...byFolder.values()].find((known) => known.version === versionOf(home)) ?? createTransformer(home);
    byFolder.set(folder, transformer);
  }
  return transformer;
}

function createTransformer(home: string): Transformer {
  let esbuild: Esbuild | undefined;
  return {
    version: versionOf(home),
    transform: (source, options) =>
      withOwnWorkers(() => (esbuild ??= loadEsbuild(home)).transformSync(source, options)),
  };
}

interface Esbuild {
  transformSync(source: string, options: TransformOptions): TransformResult;
}

function loadEsbuild(home: string): Esbuild {
  // esbuild's own types describe what its main module exports; require() cannot know them.
  return createRequire(path.join(home, 'package.json'))('./') as Esbuild;
}

/** Folder of the esbuild that a file in `folder` would import, or that its tsx would. */
function projectEsbuild(folder: string): string | undefined {
  return installed(folder, 'esbuild') ?? esbuildOfTsx(folder);
}

function esbuildOfTsx(folder: string): string | undefined {
  const tsx = installed(folder, 'tsx');
  return tsx === undefined ? undefined : installed(realpathSync(tsx), 'esbuild');
}

/** Folder of a package by Node's rule, without Node's resolver: this is on the path of every start. */
function installed(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = path.dirname(at)) {
    const home = path.join(at, 'node_modules', name);
    if (statSync(path.join(home, 'package.json'), { throwIfNoEntry: false })) return home;
    if (at === path.dirname(at)) return undefined;
  }
}

function versionOf(home: string): string {
  return /"version"\s*:\s*"([^"]+)"/.exec(readFileSync(path.join(home, 'package.json'), 'utf8'))?.[1] ?? 'unknown';
}
