/** The profiles that Node has written, one per thread. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A function as V8 names it; line and column count from 0. */
export interface RawFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface RawNode {
  readonly id: number;
  readonly callFrame: RawFrame;
  readonly children?: readonly number[];
  /** Samples in the function itself. */
  readonly hitCount?: number;
  /** Samples by line, which counts from 1. */
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[];
}

/** V8's own form, see https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile. Times are us. */
export interface RawProfile {
  /** The first one is the root. */
  readonly nodes: readonly RawNode[];
  readonly startTime: number;
  readonly endTime: number;
  /** Ids of nodes. */
  readonly samples: readonly number[];
  /** From each sample to the one before; the first from `startTime`. */
  readonly timeDeltas: readonly number[];
}

/** A thread's profile, and whose it is. */
export interface ThreadFile {
  readonly pid: number;
  /** Node's id of the thread. */
  readonly nodeThread: number;
  readonly profile: RawProfile;
}

/** `CPU.20261121.170824.<pid>.<thread>.<number>.cpuprofile` */
const NAME = /\.(\d+)\.(\d+)\.\d+\.cpuprofile$/;

/** All profiles of a folder; without those that a process could not finish. */
export function readRawProfiles(folder: string): ThreadFile[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const [, pid, nodeThread] = NAME.exec(name) ?? [];
    const profile = pid === undefined ? undefined : parseProfile(readFileSync(path.join(folder, name), 'utf8'));
    return profile === undefined ? [] : [{ pid: Number(pid), nodeThread: Number(nodeThread), profile }];
  });
}

function parseProfile(text: string): RawProfile | undefined {
  try {
    const profile = JSON.parse(text) as Partial<RawProfile>;
    const { nodes, samples, timeDeltas } = profile;
    return Array.isArray(nodes) && Array.isArray(samples) && Array.isArray(timeDeltas)
      ? (profile as RawProfile)
      : undefined;
  } catch {
    // Cut off: the process was killed while it wrote.
    return undefined;
  }
}
