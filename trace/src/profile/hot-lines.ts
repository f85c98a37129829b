/** Lines and functions by the CPU time that they used. */
import type { SiteInfo } from '../model/introductions.ts';
import type { SourceLocation } from '../query.ts';
import type { CpuProfile, ThreadSamples } from './cpu-profile.ts';
import type { StackTimes } from './cpu-of-stacks.ts';

export interface LineTime {
  readonly location: SourceLocation;
  /** Id of its function's site. */
  readonly site: number;
  /** Name of the function; '' = it has none. */
  readonly label: string;
  /** On this line itself and in built-in functions called by it, ns. */
  readonly selfNs: number;
  /** In the line's function and in all that it called, ns. */
  readonly totalNs: number;
}

export interface FunctionTime {
  readonly label: string;
  /** Where it begins; undefined for what is not the program's: `(node)`, `(garbage collector)`, built-in functions. */
  readonly location: SourceLocation | undefined;
  readonly selfNs: number;
  readonly totalNs: number;
}

/** What a profile is looked up in. */
export interface ProfileSource {
  readonly profile: CpuProfile;
  readonly sites: ReadonlyMap<number, SiteInfo>;
}

/** Functions with CPU time of their own or of what they called, the hottest (by self) first. */
export function hotFunctions({ profile, sites }: ProfileSource, times: StackTimes): FunctionTime[] {
  const totals = totalsOfSites(profile, times);
  const self = new Map<number, number>();
  for (const [stack, ns] of times) {
    const site = profile.stacks.get(stack)?.site;
    if (site !== undefined) self.set(site, (self.get(site) ?? 0) + ns);
  }
  return [...totals]
    .map(([site, totalNs]) => {
      const { label = '', location } = sites.get(site) ?? {};
      return { label, location, selfNs: self.get(site) ?? 0, totalNs };
    })
    .sort((a, b) => b.selfNs - a.selfNs || b.totalNs - a.totalNs);
}

/**
 * Lines of the program in one thread, the hottest first; `lines` as of that thread's samples. What a built-in function used counts for the
 * lines that call it, or, where the trace does not know them, for the first line of the function that does.
 */
export function hotLines(
  { profile, sites }: ProfileSource,
  times: StackTimes,
  lines: ThreadSamples['lines'],
): LineTime[] {
  const totals = totalsOfSites(profile, times);
  const found = new Map<string, { -readonly [key in keyof LineTime]: LineTime[key] }>();
  const add = (lineSite: number, functionSite: number, ns: number): void => {
    const location = sites.get(lineSite)?.location;
    if (location === undefined) return;
    const key = `${location.file}:${location.line}`;
    const line = found.get(key);
    if (line !== undefined) line.selfNs += ns;
    else {
      const { label = '' } = sites.get(functionSite) ?? {};
      found.set(key, { location, site: functionSite, label, selfNs: ns, totalNs: totals.get(functionSite) ?? ns });
    }
  };
  for (const [stack, ns] of times) {
    const site = profile.stacks.get(stack)?.site ?? 0;
    const placed = sites.get(site)?.location !== undefined;
    const caller = placed ? site : callerOfBuiltin({ profile, sites }, stack);
    if (caller === undefined) continue;
    const counts = lines.get(stack);
    const total = [...(counts?.values() ?? [])].reduce((sum, count) => sum + count, 0);
    if (counts === undefined || total === 0) add(caller, caller, ns);
    else for (const [line, count] of counts) add(line, caller, (ns * count) / total);
  }
  return [...found.values()].sort((a, b) => b.selfNs - a.selfNs);
}

/** The hot lines of several threads as one list; `times`: all their stacks (`mergeStackTimes`). */
export function mergeHotLines(
  { profile }: ProfileSource,
  times: StackTimes,
  parts: readonly (readonly LineTime[])[],
): LineTime[] {
  const totals = totalsOfSites(profile, times);
  const merged = new Map<string, LineTime>();
  for (const line of parts.flat()) {
    const key = lineKey(line);
    const selfNs = line.selfNs + (merged.get(key)?.selfNs ?? 0);
    merged.set(key, { ...(merged.get(key) ?? line), selfNs });
  }
  return [...merged.values()]
    .map((line) => ({ ...line, totalNs: totals.get(line.site) ?? line.totalNs }))
    .sort((a, b) => b.selfNs - a.selfNs);
}

/** Tells lines apart. */
export function lineKey({ location }: LineTime): string {
  return `${location.file}:${location.line}`;
}

/** Whether a label stands for many functions that are not the program's, such as `(node)`. */
export function isFolded(label: string): boolean {
  return label.startsWith('(');
}

/** The nearest caller with a place, through built-in functions alone. */
function callerOfBuiltin({ profile, sites }: ProfileSource, stack: number): number | undefined {
  for (let at = profile.stacks.get(stack); at !== undefined; at = profile.stacks.get(at.parent)) {
    const info = sites.get(at.site);
    if (info?.location !== undefined) return at.site;
    if (info === undefined || isFolded(info.label)) return undefined;
  }
  return undefined;
}

/** Time in each function and what it called; a function that calls itself counts once. */
function totalsOfSites({ stacks }: CpuProfile, times: StackTimes): Map<number, number> {
  const totals = new Map<number, number>();
  for (const [stack, ns] of times) {
    const seen = new Set<number>();
    for (let at = stacks.get(stack); at !== undefined; at = stacks.get(at.parent)) {
      if (!seen.has(at.site)) totals.set(at.site, (totals.get(at.site) ?? 0) + ns);
      seen.add(at.site);
    }
  }
  return totals;
}
