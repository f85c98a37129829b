/** A profile as files that VS Code and Chrome open. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { RUN_FILES } from '../../../protocol/src/run.ts';
import { parseSite } from '../../../trace/src/model/introductions.ts';
import type { CpuProfile, ThreadSamples } from '../../../trace/src/profile/cpu-profile.ts';
import { tryToWrite } from '../try-to-write.ts';
import type { RawFrame, RawProfile } from './raw-profile.ts';

/** Name of the file of all threads together. */
const MERGED = 'merged';
const ROOT_NODE = 1;
const IDLE_NODE = 2;
/** Node of a stack: ids of stacks count from 1. */
const FIRST_STACK_NODE = 3;

export interface NamedProfile {
  readonly profile: CpuProfile;
  /** Texts of sites by id. */
  readonly sites: ReadonlyMap<number, string>;
  /** Name of a thread's lane. */
  readonly nameOf: (thread: number) => string;
}

/**
 * Writes one file per thread, named after its lane, and `merged.cpuprofile`: the threads one after the other on one axis,
 * so that its sums are those of the run and its times mean nothing.
 */
export function writeProfileFiles(folder: string, named: NamedProfile): void {
  const taken = new Set([MERGED]);
  const write = (name: string, threads: readonly ThreadSamples[]): void => {
    const file = path.join(folder, `${name}${RUN_FILES.profileSuffix}`);
    tryToWrite(file, () => writeFileSync(file, JSON.stringify(toV8(named.profile, named.sites, threads))));
  };
  for (const [thread, samples] of named.profile.threads) write(freeName(named.nameOf(thread), taken), [samples]);
  write(MERGED, [...named.profile.threads.values()]);
}

function freeName(lane: string, taken: Set<string>): string {
  const base = lane.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replaceAll(/^[-.]+|-+$/g, '') || 'thread';
  let name = base;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${base}-${number}`;
  taken.add(name.toLowerCase());
  return name;
}

interface OutNode {
  readonly id: number;
  readonly callFrame: RawFrame & { readonly scriptId: string };
  hitCount: number;
  readonly children: number[];
  positionTicks?: { line: number; ticks: number }[];
}

/** V8's own form of a profile. Stacks follow those that they continue. */
function toV8(
  { stacks }: CpuProfile,
  sites: ReadonlyMap<number, string>,
  threads: readonly ThreadSamples[],
): RawProfile {
  const nodes = new Map<number, OutNode>();
  const add = (id: number, text: string, parent: number | undefined): void => {
    nodes.set(id, { id, callFrame: frameOf(text), hitCount: 0, children: [] });
    if (parent !== undefined) nodes.get(parent)?.children.push(id);
  };
  add(ROOT_NODE, '(root)', undefined);
  add(IDLE_NODE, '(idle)', ROOT_NODE);
  for (const [id, { parent, site }] of stacks)
    add(nodeOf(id), sites.get(site) ?? '', parent === 0 ? ROOT_NODE : nodeOf(parent));
  for (const { lines } of threads) addTicks(nodes, lines, sites);
  const axis = new TimeAxis();
  for (const samples of threads) {
    axis.begin(samples);
    for (let row = 0; row < samples.count; row++) {
      const node = nodeOf(samples.stack[row]!);
      axis.add(node, samples.startNs[row]!, samples.endNs[row]!);
      const hit = nodes.get(node);
      if (hit) hit.hitCount += Math.round(samples.samples[row]!);
    }
  }
  return { nodes: [...nodes.values()], ...axis.columns() };
}

/** Samples and the time between them; where a thread has none it is idle. */
class TimeAxis {
  readonly #samples: number[] = [];
  readonly #timeDeltas: number[] = [];
  #startUs: number | undefined;
  /** Time of the last sample, and the end of what it stands for. */
  #lastUs = 0;
  #endUs = 0;
  /** What is added to times of the thread: it follows the one before. */
  #shiftUs = 0;

  begin({ count, startNs }: ThreadSamples): void {
    if (count === 0) return;
    const firstUs = Math.round(startNs[0]! / 1000);
    if (this.#startUs === undefined) this.#startUs = this.#lastUs = this.#endUs = firstUs;
    this.#shiftUs = this.#endUs - firstUs;
  }

  add(node: number, startNs: number, endNs: number): void {
    const startUs = Math.round(startNs / 1000) + this.#shiftUs;
    if (startUs > this.#endUs) this.#push(IDLE_NODE, this.#endUs);
    this.#push(node, startUs);
    this.#endUs = Math.round(endNs / 1000) + this.#shiftUs;
  }

  columns(): Pick<RawProfile, 'startTime' | 'endTime' | 'samples' | 'timeDeltas'> {
    return {
      startTime: this.#startUs ?? 0,
      endTime: this.#endUs,
      samples: this.#samples,
      timeDeltas: this.#timeDeltas,
    };
  }

  #push(node: number, atUs: number): void {
    this.#samples.push(node);
    this.#timeDeltas.push(atUs - this.#lastUs);
    this.#lastUs = atUs;
  }
}

function addTicks(
  nodes: ReadonlyMap<number, OutNode>,
  lines: ThreadSamples['lines'],
  sites: ReadonlyMap<number, string>,
): void {
  for (const [stack, places] of lines) {
    const node = nodes.get(nodeOf(stack));
    // Lines of a built-in function are its caller's.
    if (node === undefined || node.callFrame.url === '') continue;
    const ticks = (node.positionTicks ??= []);
    for (const [site, count] of places) {
      const { location } = parseSite(sites.get(site) ?? '');
      const known = ticks.find(({ line }) => line === location?.line);
      if (known) known.ticks += count;
      else if (location !== undefined) ticks.push({ line: location.line, ticks: count });
    }
  }
}

function frameOf(text: string): OutNode['callFrame'] {
  const { label, location } = parseSite(text);
  if (location === undefined) return { functionName: label, scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };
  const url = path.isAbsolute(location.file) ? pathToFileURL(location.file).href : location.file;
  const { line, column } = location;
  return { functionName: label, scriptId: '0', url, lineNumber: line - 1, columnNumber: column - 1 };
}

function nodeOf(stack: number): number {
  return stack + FIRST_STACK_NODE - 1;
}
