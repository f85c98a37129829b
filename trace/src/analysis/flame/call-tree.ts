/** Stacks of functions with their times, merged into a tree, and the tree laid out as the frames of a flame chart. */
import type { FlameFrame, FlameFunction } from '../../flame-graph.ts';

/** What a frame shows. */
export type FrameFacts = Pick<FlameFrame, 'name' | 'location' | 'state' | 'reason'>;

interface CallNode {
  readonly key: string;
  readonly facts: FrameFacts;
  readonly callees: Map<string, CallNode>;
  totalNs: number;
  selfNs: number;
}

/** A frame is told that takes at least this share of the whole: a tenth of a pixel. */
const LEAST_SHARE = 1e-4;
const MOST_FRAMES = 3000;
const MOST_FUNCTIONS = 200;
/** Deeper callers are not told apart: a trace's stack may be as deep as it likes. */
export const MAX_DEPTH = 256;

export class CallTree {
  readonly #roots = new Map<string, CallNode>();
  #totalNs = 0;

  get totalNs(): number {
    return this.#totalNs;
  }

  /** `keys`: a stack from its outermost function on; `factsOf` is asked once per frame. */
  add(keys: readonly string[], ns: number, factsOf: (key: string) => FrameFacts): void {
    if (!(ns > 0) || keys.length === 0) return;
    this.#totalNs += ns;
    let level = this.#roots;
    let node: CallNode | undefined;
    const depth = Math.min(keys.length, MAX_DEPTH);
    for (let at = 0; at < depth; at++) {
      const key = keys[at]!;
      node = level.get(key);
      if (node === undefined) {
        node = { key, facts: factsOf(key), callees: new Map(), totalNs: 0, selfNs: 0 };
        level.set(key, node);
      }
      node.totalNs += ns;
      level = node.callees;
    }
    node!.selfNs += ns;
  }

  /** Adds what another tree holds. */
  merge(other: CallTree): void {
    this.#totalNs += other.#totalNs;
    mergeLevel(this.#roots, other.#roots);
  }

  /** The longest callee first; those that are too short to be seen are left out and counted. */
  frames(): { frames: FlameFrame[]; left: number } {
    const frames: FlameFrame[] = [];
    let left = 0;
    let level = [{ offsetNs: 0, nodes: this.#roots }];
    for (let depth = 0; level.length > 0; depth++) {
      const below: typeof level = [];
      for (const { offsetNs, nodes } of level) {
        let at = offsetNs;
        for (const node of [...nodes.values()].sort((a, b) => b.totalNs - a.totalNs)) {
          if (node.totalNs < this.#totalNs * LEAST_SHARE || frames.length >= MOST_FRAMES) {
            left++;
            continue;
          }
          const { facts, totalNs, selfNs, callees } = node;
          frames.push({ depth, offsetNs: at, totalNs, selfNs, ...facts });
          below.push({ offsetNs: at, nodes: callees });
          at += totalNs;
        }
      }
      level = below;
    }
    return { frames, left };
  }

  /** By what they took themselves. */
  functions(): { functions: FlameFunction[]; left: number } {
    const found = new Map<string, { facts: FrameFacts; totalNs: number; selfNs: number }>();
    const callers = new Set<string>();
    const visit = (nodes: Iterable<CallNode>): void => {
      for (const { key, facts, totalNs, selfNs, callees } of nodes) {
        const known = found.get(key) ?? { facts, totalNs: 0, selfNs: 0 };
        known.selfNs += selfNs;
        const isOutermost = !callers.has(key);
        if (isOutermost) known.totalNs += totalNs;
        found.set(key, known);
        callers.add(key);
        visit(callees.values());
        if (isOutermost) callers.delete(key);
      }
    };
    visit(this.#roots.values());
    const all = [...found.values()]
      .map(({ facts, totalNs, selfNs }) => ({ ...facts, totalNs, selfNs }))
      .sort((a, b) => b.selfNs - a.selfNs || b.totalNs - a.totalNs);
    return { functions: all.slice(0, MOST_FUNCTIONS), left: Math.max(0, all.length - MOST_FUNCTIONS) };
  }
}

function mergeLevel(into: Map<string, CallNode>, from: ReadonlyMap<string, CallNode>): void {
  for (const [key, node] of from) {
    const known = into.get(key);
    if (known === undefined) {
      into.set(key, node);
      continue;
    }
    known.totalNs += node.totalNs;
    known.selfNs += node.selfNs;
    mergeLevel(known.callees, node.callees);
  }
}
