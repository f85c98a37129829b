/** What Linux tells about threads and cores in /proc: pure parsers, and files that are kept open and read again. */
import { closeSync, openSync, readSync } from 'node:fs';

const MAX_READ_BYTES = 65_536;
/** Made when it is first read into: no part of a thread that records nothing. */
let buffer: Buffer | undefined;

/** A file whose content changes, such as `/proc/self/task/7/schedstat`: opened once, read from its start each time. */
export class ProcFile implements Disposable {
  readonly #fd: number;

  /** Throws when there is no such file. */
  constructor(path: string) {
    this.#fd = openSync(path, 'r');
  }

  /** Its text now (ASCII); `undefined` once the thread or process that it is about is gone. */
  read(maxBytes: number = MAX_READ_BYTES): string | undefined {
    buffer ??= Buffer.allocUnsafe(MAX_READ_BYTES);
    try {
      const length = readSync(this.#fd, buffer, 0, maxBytes, 0);
      return length > 0 ? buffer.toString('latin1', 0, length) : undefined;
    } catch {
      // ESRCH: the thread has ended. That is the answer.
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    closeSync(this.#fd);
  }
}

/** Opens a file of /proc; `undefined` when what it is about is gone already, or this system has no such file. */
export function openProcFile(path: string): ProcFile | undefined {
  try {
    return new ProcFile(path);
  } catch {
    // Gone, or not Linux: both are the caller's normal case.
    return undefined;
  }
}

export interface SchedStat {
  /** ns on a core since the thread's start. */
  readonly runNs: number;
  /** ns ready to run but without a core. */
  readonly runQueueNs: number;
}

/** `schedstat` of a thread: `<run ns> <run-queue ns> <slices>`. */
export function parseSchedStat(text: string): SchedStat | undefined {
  const [run, runQueue] = text.split(' ', 2);
  const runNs = Number(run);
  const runQueueNs = Number(runQueue);
  return Number.isFinite(runNs) && Number.isFinite(runQueueNs) ? { runNs, runQueueNs } : undefined;
}

/** Field 39 of a thread's `stat`: the core it last ran on. The name (field 2) may hold anything but its last `)`. */
export function parseLastCore(text: string): number | undefined {
  const core = Number(text.slice(text.lastIndexOf(')') + 2).split(' ', 37)[36]);
  return Number.isInteger(core) ? core : undefined;
}

/** Ticks (10 ms) that each core has been busy since boot, by core number, from `/proc/stat`. */
export function parseCoreTicks(text: string): Map<number, number> {
  const ticks = new Map<number, number>();
  for (const line of text.split('\n')) {
    const match = /^cpu(\d+) (.*)$/.exec(line);
    if (!match) continue;
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = match[2]!.split(' ').map(Number);
    ticks.set(Number(match[1]), user + nice + system + irq + softirq);
  }
  return ticks;
}

/** Cores of a list such as `0-3,8`. */
export function parseCoreList(text: string): number[] {
  const cores: number[] = [];
  for (const part of text.trim().split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part);
    if (!match) continue;
    const first = Number(match[1]);
    const last = Number(match[2] ?? first);
    for (let core = first; core <= last; core++) cores.push(core);
  }
  return cores;
}

/** The cores that this process may run on, from `/proc/self/status`; empty where the system does not tell. */
export function allowedCores(): number[] {
  using file = openProcFile('/proc/self/status');
  return parseAllowedCores(file?.read() ?? '');
}

/** The cores in the text of a `status` file; empty where it does not say. */
export function parseAllowedCores(text: string): number[] {
  const list = /^Cpus_allowed_list:\s*(\S+)/m.exec(text);
  return list ? parseCoreList(list[1]!) : [];
}
