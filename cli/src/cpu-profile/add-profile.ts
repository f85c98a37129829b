/** Adds the CPU profile to a run that has ended: to its trace, and as files beside it. */
import { appendFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RUN_FILES } from '../../../protocol/src/run.ts';
import type { TraceModel } from '../../../trace/src/model/trace-model.ts';
import { encodeProfile } from '../../../trace/src/profile/profile-rows.ts';
import { segmentFiles, type ReadRun } from '../read-run.ts';
import { tryToWrite } from '../try-to-write.ts';
import { ProfileBuilder } from './build-profile.ts';
import { writeProfileFiles } from './profile-files.ts';
import { readRawProfiles } from './raw-profile.ts';
import { SourcePlaces } from './source-places.ts';

/** The run with its profile, which is in its folder too when this returns. As it was when Node has left no profile. */
export function addProfile(run: ReadRun, folder: string): ReadRun {
  const rawFolder = path.join(folder, RUN_FILES.rawProfiles);
  const built = buildProfile(run.model, rawFolder);
  rmSync(rawFolder, { recursive: true, force: true });
  if (built.threads.size === 0) return run;
  const bytes = encodeProfile(built, built.sites);
  keep(bytes, folder, run);
  const nameOf = (thread: number): string => run.model.threads.get(thread)?.name ?? `thread ${thread}`;
  writeProfileFiles(folder, { profile: built, sites: built.sites, nameOf });
  run.model.append(bytes);
  return { model: run.model, bytes: Buffer.concat([run.bytes, bytes]) };
}

function buildProfile(model: TraceModel, rawFolder: string): ProfileBuilder {
  const builder = new ProfileBuilder(new SourcePlaces(), (site) => model.sites.has(site));
  const raw = readRawProfiles(rawFolder);
  for (const { index, profiler } of model.threads.values()) {
    if (profiler === undefined) continue;
    const own = raw.find(({ pid, nodeThread }) => pid === profiler.pid && nodeThread === profiler.nodeThread);
    if (own) builder.add(index, own.profile, profiler.clockOffsetNs);
  }
  return builder;
}

/** In the run's one segment, so that one file is the whole trace; beside them where there are several, or it was cut off. */
function keep(bytes: Uint8Array, folder: string, run: ReadRun): void {
  const [only, ...others] = segmentFiles(folder);
  const own = path.join(folder, `profile${RUN_FILES.segmentSuffix}`);
  if (only === undefined || others.length > 0 || statSync(only).size !== run.bytes.length) {
    tryToWrite(own, () => writeFileSync(own, bytes));
    return;
  }
  try {
    appendFileSync(only, bytes);
  } catch {
    // The run itself is worth keeping. A full disk is told of with the files.
    truncateSync(only, run.bytes.length);
  }
}
