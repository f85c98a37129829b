/** The folders of runs in the extension's storage: one per run, the newest kept, never in the workspace. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

export interface RunLimits {
  readonly keepRuns: number;
  readonly keepBytes: number;
}

export class RunStore {
  readonly #folder: string;

  /** `folder` need not exist. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Names a folder for a run that may never start; the command makes it. Its name sorts by time. `now` is ms since 1970. */
  reserve(now: number = Date.now()): string {
    return path.join(this.#folder, `${timeName(now)}-${randomUUID().slice(0, 8)}`);
  }

  /** The folders of the runs that are kept, the newest first. */
  async folders(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => []);
    return names
      .sort()
      .reverse()
      .map((name) => path.join(this.#folder, name));
  }

  /** Makes the folder of a new run; its name sorts by time. `now` is ms since 1970. */
  async create(now: number = Date.now()): Promise<string> {
    await mkdir(this.#folder, { recursive: true });
    const name = timeName(now);
    for (let attempt = 0; ; attempt++) {
      const folder = path.join(this.#folder, attempt === 0 ? name : `${name}-${attempt}`);
      try {
        await mkdir(folder);
        return folder;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  }

  /** Removes the oldest runs beyond the limits, but none of `inUse`. */
  async prune({ keepRuns, keepBytes }: RunLimits, inUse: ReadonlySet<string>): Promise<void> {
    let bytes = 0;
    for (const [index, folder] of (await this.folders()).entries()) {
      bytes += await folderBytes(folder);
      const isKept = index === 0 || (index < keepRuns && bytes <= keepBytes);
      if (!isKept && !inUse.has(folder)) await rm(folder, { recursive: true, force: true });
    }
  }
}

function timeName(now: number): string {
  return new Date(now).toISOString().replaceAll(/[:.]/g, '-');
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (file) => file.size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
