/** Where runs are kept: one folder each in the user's cache, the last 20 of them and those that still go on. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RUN_FILES } from '../../protocol/src/run.ts';
import { makeFolders } from '../../runtime/src/loader/make-folders.ts';
import { userCacheFolder } from '../../runtime/src/loader/user-cache-folder.ts';
import { UsageError } from './options.ts';
import { makeWantedFolder } from './output-file.ts';

const KEPT = 20;
/** Time, process id of the command, name of the script: see `createRunFolder`. */
const RUN_NAME = /^[\dT-]+Z-(\d+)-(.*)$/;

/**
 * Makes the folder of a new run: `given`, or one in the cache. Its name sorts by time. What a run before left in a given
 * folder is removed: an editor that repeats a task gives the same one again.
 */
export function createRunFolder(script: string, given: string | undefined): string {
  if (given !== undefined) {
    const folder = makeWantedFolder('--run-dir', given);
    const isOfRun = (name: string): boolean =>
      name === RUN_FILES.summary ||
      name === RUN_FILES.rawProfiles ||
      name.endsWith(RUN_FILES.segmentSuffix) ||
      name.endsWith(RUN_FILES.profileSuffix);
    for (const name of readdirSync(folder).filter(isOfRun)) rmSync(path.join(folder, name), { recursive: true });
    return folder;
  }
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const name = `${stamp}-${process.pid}-${path.parse(script).name}`;
  try {
    return makeFolder(cacheFolder(), name);
  } catch {
    return makeFolder(temporaryFolder(), name);
  }
}

function cacheFolder(): string {
  return path.join(userCacheFolder(), 'parascope');
}

/**
 * No home, or one that may not be written to, as in some containers: a run is worth keeping for a while all the same. The folder
 * for temporary files is everybody's: what another user has made there may not be written to.
 */
function temporaryFolder(): string {
  return path.join(os.tmpdir(), `parascope-${process.getuid?.() ?? os.userInfo().username}`);
}

/** The last two runs that are over of the script whose run ended last, the earlier first. Throws a `UsageError` without. */
export function lastTwoRuns(): readonly [before: string, after: string] {
  const over = [cacheFolder(), temporaryFolder()]
    .map((parent) => path.join(parent, 'runs'))
    .filter((runs) => existsSync(runs))
    .flatMap((runs) => readdirSync(runs).map((name) => path.join(runs, name)))
    .filter((folder) => RUN_NAME.test(path.basename(folder)) && !isOn(path.basename(folder)))
    .sort((a, b) => (path.basename(a) < path.basename(b) ? -1 : 1));
  const after = over.at(-1);
  const script = after === undefined ? undefined : scriptOf(after);
  const before = over.slice(0, -1).findLast((folder) => scriptOf(folder) === script);
  if (after !== undefined && before !== undefined) return [before, after];
  const found = after === undefined ? 'no run' : `one run of ${script!} among the last ${over.length}`;
  throw new UsageError(`compare without traces takes the last two runs of one script: found ${found}`);
}

/** Name of the script of a run, as its folder has it. */
function scriptOf(folder: string): string | undefined {
  return RUN_NAME.exec(path.basename(folder))?.[2];
}

function makeFolder(parent: string, name: string): string {
  const folder = path.join(parent, 'runs', name);
  makeFolders(folder);
  return folder;
}

/** Removes all but the newest runs beside `folder`, and those that still go on. */
export function pruneRuns(folder: string): void {
  const runs = path.dirname(folder);
  const names = readdirSync(runs).sort();
  for (const name of names.slice(0, Math.max(0, names.length - KEPT))) {
    if (isOn(name)) continue;
    // Two runs may prune at the same time: what is gone is gone.
    rmSync(path.join(runs, name), { recursive: true, force: true });
  }
}

/** Whether the command that has made the folder of that name still runs. */
function isOn(name: string): boolean {
  const [, pid] = RUN_NAME.exec(name) ?? [];
  if (pid === undefined) return false;
  try {
    return process.kill(Number(pid), 0);
  } catch {
    // No such process, or one of another user, who has not made this folder.
    return false;
  }
}
