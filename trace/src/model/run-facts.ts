import type { RunMeta } from '../vocabulary.ts';

/** What the run as a whole is: from its metadata, process samples and end. */
export interface RunFacts {
  readonly meta: RunMeta | undefined;
  /** Set by the `end` row. */
  readonly ended: { readonly exitCode: number | undefined; readonly wallNs: number } | undefined;
  /** CPU time by the system's own accounting, ns, all processes; undefined while none was sampled. */
  readonly processCpuNs: number | undefined;
  /** From when on all programs' use of the cores is known, ns; undefined where it is not. */
  readonly machineSinceNs: number | undefined;
  /** CPU time of the instrument's own threads, ns. */
  readonly overheadNs: number;
  /** What recording one event was measured to take, ns; 0 while it was not measured. */
  readonly recordNs: number;
  /** On how many cores main may run, as it was last seen; undefined while nothing has changed since the start. */
  readonly coresAllowed: number | undefined;
  /** The most resident memory of all processes together, bytes; 0 while it was not sampled. */
  readonly residentPeakBytes: number;
}

/** `undefined` for text that is not the JSON of a `RunMeta`: a trace without it is still shown. */
export function parseRunMeta(text: string): RunMeta | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not JSON: the metadata of a trace is not vouched for.
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(parsed));
  const number = (name: string): number => {
    const value = fields.get(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : 0;
  };
  const string = (name: string): string => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const list = (name: string): readonly unknown[] => {
    const value = fields.get(name);
    return Array.isArray(value) ? value : [];
  };
  return {
    version: number('version'),
    script: string('script'),
    argv: list('argv').filter((item) => typeof item === 'string'),
    node: string('node'),
    platform: string('platform'),
    pid: number('pid'),
    coresAvailable: Math.max(1, number('coresAvailable')),
    cores: list('cores').filter((item) => typeof item === 'number'),
    coresMeasured: fields.get('coresMeasured') === true,
    ...(fields.get('serial') === true && { serial: true }),
    ...(number('reducedBelowMs') > 0 && { reducedBelowMs: number('reducedBelowMs') }),
    startedAtMs: number('startedAtMs'),
  };
}
