/**
 * Makes one profile of those that Node has written: on the run's clock, in the author's lines, with the frames of Node and
 * of the runtime folded into one each.
 */
import { isUserFile, OWN_FOLDER } from '../../../runtime/src/loader/user-file.ts';
import { SampleList, type CpuProfile, type ProfileStack } from '../../../trace/src/profile/cpu-profile.ts';
import type { RawFrame, RawNode, RawProfile } from './raw-profile.ts';
import type { SourcePlaces } from './source-places.ts';

/** Where a walk through V8's tree of calls is. */
interface Caller {
  /** Id of its stack; 0 = the root. */
  readonly stack: number;
  readonly kind: FrameKind;
  /** Of a function of the program: V8's node. */
  readonly node?: RawNode;
  /** Of a built-in one: lines of the program's function that has called it, or what it was called by. */
  readonly calledAt?: readonly LineShare[];
}

/** A line of a function of the program, and its share of what is told of several. */
interface LineShare {
  readonly site: number;
  readonly share: number;
}

/** `builtin`: a function of V8's own; `engine`: what V8 does apart from functions, such as collecting garbage. */
type FrameKind = 'root' | 'program' | 'node' | 'parascope' | 'builtin' | 'engine';

/** What V8 calls a thread that does nothing: no row tells of it. */
const IDLE = '(idle)';
const FOLDED_LABELS = { node: '(node)', parascope: '(parascope)' } as const;
const TOP_LEVEL = '(top level)';
/** A copy of the package in the script's own project. */
const PACKAGE = '/node_modules/parascope/';
const LAST_ID = 2 ** 32 - 1;

export class ProfileBuilder implements CpuProfile {
  readonly stacks: Map<number, ProfileStack> = new Map<number, ProfileStack>();
  readonly threads: Map<number, SampleList> = new Map<number, SampleList>();
  /** Texts of the `site` rows that the stacks and lines name, by id. */
  readonly sites: Map<number, string> = new Map<number, string>();
  readonly #places: SourcePlaces;
  readonly #isTaken: (siteId: number) => boolean;
  readonly #siteIds = new Map<string, number>();
  readonly #stackIds = new Map<string, number>();
  #lastSite = LAST_ID + 1;

  /** `isTaken` tells which ids of sites the run has used; new ones count down from the greatest. */
  constructor(places: SourcePlaces, isTaken: (siteId: number) => boolean) {
    this.#places = places;
    this.#isTaken = isTaken;
  }

  /** Adds the profile of a thread. `clockOffsetNs` makes times of the run's clock out of those of the profiler's. */
  add(thread: number, profile: RawProfile, clockOffsetNs: number): void {
    const list = new SampleList();
    const stacks = this.#addTree(profile.nodes, list);
    const toNs = (us: number): number => Math.max(0, us * 1000 + clockOffsetNs);
    let us = profile.startTime;
    profile.samples.forEach((node, index) => {
      us += profile.timeDeltas[index] ?? 0;
      const nextUs = index + 1 < profile.samples.length ? us + (profile.timeDeltas[index + 1] ?? 0) : profile.endTime;
      const stack = stacks.get(node);
      if (stack !== undefined && stack !== 0) list.add(toNs(us), toNs(nextUs), stack, 1);
    });
    this.threads.set(thread, list);
  }

  /** Stack by id of V8's node; without those in which nothing happens. */
  #addTree(nodes: readonly RawNode[], list: SampleList): Map<number, number> {
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const stacks = new Map<number, number>();
    const [root] = nodes;
    const left: [RawNode, Caller][] = root ? [[root, { stack: 0, kind: 'root' }]] : [];
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [node, caller] = next;
      const own = node === root ? caller : this.#enter(node, caller);
      if (node.callFrame.functionName !== IDLE || node.callFrame.url !== '') stacks.set(node.id, own.stack);
      if (own.kind === 'program') this.#addLines(node, own.stack, list);
      for (const { site, share } of own.calledAt ?? []) list.addLine(own.stack, site, (node.hitCount ?? 1) * share);
      for (const id of node.children ?? []) {
        const child = byId.get(id);
        if (child !== undefined) left.push([child, own]);
      }
    }
    return stacks;
  }

  /** The stack of a function that is called from there. What the runtime calls to do its own work is the runtime's. */
  #enter(node: RawNode, caller: Caller): Caller {
    const frame = node.callFrame;
    const kind = kindOf(frame, caller.kind);
    if (kind === 'node' || kind === 'parascope')
      return kind === caller.kind ? caller : { kind, stack: this.#stackId(caller.stack, FOLDED_LABELS[kind]) };
    if (kind !== 'program') {
      const stack = this.#stackId(caller.stack, frame.functionName);
      return kind === 'builtin' ? { kind, stack, calledAt: this.#calledAt(frame, caller) } : { kind, stack };
    }
    const { url, lineNumber, columnNumber } = frame;
    const place = this.#places.placeAt(url, lineNumber, columnNumber);
    const label = labelOf(frame);
    return { kind, node, stack: this.#stackId(caller.stack, place === undefined ? label : `${label}\t${place}`) };
  }

  /** Of several lines that call it, those count on which the caller was seen itself, as often as it was. */
  #calledAt({ functionName }: RawFrame, { node, calledAt = [] }: Caller): readonly LineShare[] {
    if (node === undefined) return calledAt;
    const { callFrame, positionTicks = [] } = node;
    const { url, lineNumber, columnNumber } = callFrame;
    const lines = this.#places.linesOfCalls(url, { line: lineNumber, column: columnNumber }, functionName);
    const seen = lines.map((line) => positionTicks.find((ticks) => ticks.line === line)?.ticks ?? 0);
    const all = seen.reduce((sum, ticks) => sum + ticks, 0);
    return lines.flatMap((line, index) => {
      const place = this.#places.placeOfLine(url, line);
      const share = all > 0 ? seen[index]! / all : 1 / lines.length;
      return place === undefined || share === 0
        ? []
        : [{ site: this.#siteId(`${labelOf(callFrame)}\t${place}`), share }];
    });
  }

  #addLines({ callFrame, positionTicks = [] }: RawNode, stack: number, list: SampleList): void {
    const label = labelOf(callFrame);
    for (const { line, ticks } of positionTicks) {
      const place = this.#places.placeOfLine(callFrame.url, line);
      if (place !== undefined) list.addLine(stack, this.#siteId(`${label}\t${place}`), ticks);
    }
  }

  #stackId(parent: number, siteText: string): number {
    const site = this.#siteId(siteText);
    const key = `${parent} ${site}`;
    let id = this.#stackIds.get(key);
    if (id === undefined) {
      this.#stackIds.set(key, (id = this.#stackIds.size + 1));
      this.stacks.set(id, { parent, site });
    }
    return id;
  }

  #siteId(text: string): number {
    let id = this.#siteIds.get(text);
    if (id === undefined) {
      do this.#lastSite--;
      while (this.#isTaken(this.#lastSite));
      this.#siteIds.set(text, (id = this.#lastSite));
      this.sites.set(id, text);
    }
    return id;
  }
}

function kindOf({ functionName, url }: RawFrame, caller: FrameKind): FrameKind {
  if (url === '' && functionName.startsWith('(')) return 'engine';
  if (url.startsWith(OWN_FOLDER) || url.includes(PACKAGE)) return 'parascope';
  if (isUserFile(url)) return 'program';
  if (caller === 'parascope') return 'parascope';
  if (url.startsWith('node:')) return 'node';
  if (url === '') return caller === 'node' ? 'node' : 'builtin';
  return 'program';
}

/** Names of module bodies and of nameless functions: '' for the latter. A tab would end the name in a site's text. */
function labelOf({ functionName, lineNumber, columnNumber }: RawFrame): string {
  if (functionName === '' && lineNumber === 0 && columnNumber === 0) return TOP_LEVEL;
  return functionName.replaceAll(/\s+/g, ' ');
}
