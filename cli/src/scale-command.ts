/** `parascope scale`: runs a script with more and more workers, and says what they gain. */
import { writeFileSync } from 'node:fs';
import { cpuCount } from '../../runtime/src/cpu-count.ts';
import { describeScaling, type MeasuredRun } from '../../trace/src/analysis/scaling/scaling.ts';
import { formatDuration } from '../../trace/src/format.ts';
import type { RunSummary, Scaling } from '../../trace/src/summary.ts';
import { textScaling } from '../../trace/src/text-scaling.ts';
import type { ScaleArguments } from './arguments.ts';
import { measureRun, type RunMeasured } from './measure-run.ts';
import { assertWritable } from './output-file.ts';
import { findScript } from './script-file.ts';

/** A serial run may take so many times as long as the slowest other one, for each of its workers … */
const SERIAL_PATIENCE = 4;
/** … and at least so long. */
const MIN_PATIENCE_MS = 20_000;

/** 0, or the exit code of the run that failed. */
export async function scaleCommand(args: ScaleArguments): Promise<number> {
  const script = findScript(args.script, process.cwd());
  assertWritable('--json', args.json);
  const measurement = new Measurement(args, script);
  const failed = await measurement.run();
  if (failed !== undefined) return failed;
  present(args, measurement.scaling());
  return 0;
}

/** 1, 2, 4 … and the number of cores. */
export function defaultCounts(cores: number): number[] {
  const counts = [cores];
  for (let count = 1; count < cores; count *= 2) counts.push(count);
  return counts.sort((a, b) => a - b);
}

class Measurement {
  readonly #args: ScaleArguments;
  readonly #script: string;
  readonly #cores = cpuCount();
  #counts: readonly number[];
  readonly #runs: MeasuredRun[] = [];
  readonly #serialMs: number[] = [];
  #whyNoSerial: string | undefined;

  constructor(args: ScaleArguments, script: string) {
    this.#args = args;
    this.#script = script;
    this.#counts = args.workers ?? defaultCounts(this.#cores);
  }

  /** In rounds, so that what else the machine does meets all counts alike. Gives the exit code of a run that failed. */
  async run(): Promise<number | undefined> {
    for (let round = 1; round <= this.#args.runs; round++) {
      for (const count of this.#counts) {
        const failed = await this.#runWith(count, round);
        if (failed !== undefined) return failed;
      }
      if (this.#whyNoSerial === undefined) {
        const stopped = await this.#runSerially(round);
        if (stopped !== undefined) return stopped;
      }
      // Of a script that does not do as it is told, one count is as good as all.
      if (new Set(this.#runs.map(({ workers }) => workers)).size === 1) this.#counts = this.#counts.slice(-1);
    }
    return undefined;
  }

  scaling(): Scaling {
    return describeScaling({
      script: this.#script,
      cores: this.#cores,
      runs: this.#runs,
      serialMs: this.#whyNoSerial === undefined ? this.#serialMs : [],
      whyNoSerial: this.#whyNoSerial,
    });
  }

  async #runWith(count: number, round: number): Promise<number | undefined> {
    const measured = await this.#measure(count, {});
    if (measured.exitCode !== 0) {
      process.stderr.write(
        `${measured.lastWords}parascope: with ${count} ${count === 1 ? 'worker' : 'workers'} ${endWords(measured)}: nothing is measured\n`,
      );
      return measured.exitCode;
    }
    const { workers, summary, othersCores } = measured;
    this.#runs.push({ asked: count, workers, wallMs: summary.wallMs, othersCores });
    const found = workers === count ? '' : ` (it had ${workers})`;
    this.#say(round, `${count} ${count === 1 ? 'worker' : 'workers'}${found}`, summary.wallMs);
    return undefined;
  }

  /** A script that cannot be serial is measured without; who ends a run by a signal ends the command. */
  async #runSerially(round: number): Promise<number | undefined> {
    const most = this.#runs.reduce((a, b) => (a.wallMs * a.workers >= b.wallMs * b.workers ? a : b));
    const limitMs = Math.max(MIN_PATIENCE_MS, SERIAL_PATIENCE * most.wallMs * Math.max(1, most.workers));
    const measured = await this.#measure(1, { serial: true, limitMs });
    if (measured.signal !== null && !measured.timedOut) return measured.exitCode;
    if (measured.timedOut || measured.exitCode !== 0) {
      this.#whyNoSerial = measured.timedOut
        ? `it had not ended after ${formatDuration(limitMs * 1e6)}`
        : (reasonIn(measured.lastWords) ?? endWords(measured));
      process.stderr.write(`  no serial run: ${this.#whyNoSerial}\n`);
      return undefined;
    }
    const ms = serialMs(measured.summary);
    this.#serialMs.push(ms);
    this.#say(round, 'serial', ms);
    return undefined;
  }

  #measure(count: number, { serial = false, limitMs }: { serial?: boolean; limitMs?: number }): Promise<RunMeasured> {
    return measureRun({
      script: this.#script,
      scriptArgs: this.#args.scriptArgs.map((arg) => arg.replaceAll('{workers}', String(count))),
      env: { PARASCOPE_CPU_COUNT: String(count) },
      serial,
      ...(limitMs !== undefined && { limitMs }),
    });
  }

  #say(round: number, what: string, ms: number): void {
    process.stderr.write(`  round ${round} of ${this.#args.runs}, ${what}: ${formatDuration(ms * 1e6)}\n`);
  }
}

/** A program without workers neither copies to them nor starts them. */
function serialMs({ wallMs, threads }: RunSummary): number {
  const copying = threads
    .filter(({ role }) => role === 'main')
    .reduce((sum, { states }) => sum + states.serializing, 0);
  const starting = threads
    .filter(({ role }) => role === 'worker')
    .reduce((sum, { states }) => sum + states.starting, 0);
  return Math.max(0, wallMs - copying - starting);
}

function endWords({ exitCode, signal }: RunMeasured): string {
  return signal === null ? `the script ended with exit code ${exitCode}` : `the script was ended by ${signal}`;
}

/** The waits of a deadlock, which are told before its error; else the line that names the error. */
function reasonIn(text: string): string | undefined {
  const waits = /^parascope: (deadlock: .*\n(?: {2}.*\n)+)/m.exec(text)?.[1];
  if (waits !== undefined) {
    const [head = '', ...all] = waits.trimEnd().split('\n');
    return `${head} ${all.map((wait) => wait.trim()).join('; ')}`;
  }
  return /^.*?\b((?:SerialRunError|DeadlockError): .*)$/m.exec(text)?.[1];
}

function present({ json }: ScaleArguments, scaling: Scaling): void {
  const text = JSON.stringify(scaling);
  if (json === '') {
    process.stdout.write(`${text}\n`);
    return;
  }
  if (json !== undefined) writeFileSync(json, `${text}\n`);
  const { isTTY, columns } = process.stdout;
  process.stdout.write(textScaling(scaling, { width: isTTY ? columns : 100 }));
  process.stdout.write(`parascope ${scaling.sentence}\n`);
}
