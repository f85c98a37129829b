/** The command line as data. Pure. */
import { UsageError, splitOption, takeOptions, type Forms } from './options.ts';

/** The start methods of the runtime. */
export const START_METHODS = ['thread', 'process'] as const;
export type StartMethodName = (typeof START_METHODS)[number];

/** An optional output file: `undefined` = not wanted, `''` = wanted in its usual place. */
type Output = string | undefined;

export interface RunArguments {
  readonly command: 'run';
  /** As written; everything after it belongs to it. */
  readonly script: string;
  readonly scriptArgs: readonly string[];
  readonly json: Output;
  readonly report: Output;
  /** Where to save the trace, besides the run folder. */
  readonly trace: string | undefined;
  /** False records nothing. */
  readonly record: boolean;
  /** Whether the trace says in short what tasks are given. */
  readonly recordArguments: boolean;
  readonly gantt: boolean;
  readonly open: boolean;
  /** Tasks one after the other. */
  readonly serial: boolean;
  /** How processes and workers are started where the script does not say; undefined: as the runtime's default. */
  readonly startMethod: StartMethodName | undefined;
  /** Whether V8's profiler samples every thread. */
  readonly cpuProfile: boolean;
  /** After how long without anything moving it is said who waits for what; 0 = never. */
  readonly stallAfterMs: number;
  /** The run folder to use; default: a new one in the user's cache. */
  readonly runDir: string | undefined;
}

export interface ReportArguments {
  readonly command: 'report';
  /** A trace or a run folder. */
  readonly trace: string;
  readonly json: Output;
  readonly report: Output;
  readonly gantt: boolean;
  readonly open: boolean;
}

export interface ExportArguments {
  readonly command: 'export';
  readonly trace: string;
  /** Arrow's file format instead of its stream format. */
  readonly arrow: boolean;
  /** Default: beside the trace. */
  readonly output: string | undefined;
}

export interface CompareArguments {
  readonly command: 'compare';
  /** Two traces or run folders, the earlier one first; undefined = the last two runs of the script that ran last. */
  readonly traces: readonly [before: string, after: string] | undefined;
  readonly json: Output;
  /** Both on one axis. */
  readonly report: Output;
  readonly open: boolean;
}

export interface ScaleArguments {
  readonly command: 'scale';
  readonly script: string;
  readonly scriptArgs: readonly string[];
  /** Numbers of workers, ascending; default: up to the cores there are. */
  readonly workers: readonly number[] | undefined;
  /** Runs of each. */
  readonly runs: number;
  readonly json: Output;
}

export interface StopArguments {
  readonly command: 'stop';
  /** Process to end, with everything below it. */
  readonly pid: number;
}

export interface HelpArguments {
  readonly command: 'help' | 'version';
}

export type Arguments =
  ScaleArguments | RunArguments | ReportArguments | CompareArguments | ExportArguments | StopArguments | HelpArguments;

const RUN_FORMS: Forms = {
  '--json': 'optional',
  '--report': 'optional',
  '--trace': 'value',
  '--no-trace': 'flag',
  '--no-arguments': 'flag',
  '--serial': 'flag',
  '--start-method': 'value',
  '--gantt': 'flag',
  '--open': 'flag',
  '--cpu-prof': 'flag',
  '--stall-after': 'value',
  '--run-dir': 'value',
};
const REPORT_FORMS: Forms = { '--json': 'optional', '--report': 'optional', '--gantt': 'flag', '--open': 'flag' };
const SCALE_FORMS: Forms = { '--workers': 'value', '--runs': 'value', '--json': 'optional' };
const DEFAULT_RUNS = 3;
const DEFAULT_STALL_MS = 10_000;
const COMPARE_FORMS: Forms = { '--json': 'optional', '--report': 'optional', '--open': 'flag' };
const EXPORT_FORMS: Forms = { '--arrow': 'flag', '--output': 'value' };

const SCRIPT = /\.[cm]?[jt]sx?$/;

/** Parses what follows `parascope`. Throws `UsageError`. */
export function parseArguments(args: readonly string[]): Arguments {
  const [command, ...rest] = args;
  switch (command) {
    case undefined:
    case 'help':
    case '--help':
    case '-h':
      return { command: 'help' };
    case '--version':
    case '-v':
      return { command: 'version' };
    case 'run':
      return parseRun(rest);
    case 'scale':
      return parseScale(rest);
    case 'report':
      return parseReport(rest);
    case 'compare':
      return parseCompare(rest);
    case 'export':
      return parseExport(rest);
    case 'stop':
      return parseStop(rest);
    default:
      throw new UsageError(
        SCRIPT.test(command)
          ? `expected a command, found the script ${command}: write \`parascope run ${command}\``
          : `unknown command ${command}: expected run, scale, report, compare, export or stop`,
      );
  }
}

function parseRun(args: readonly string[]): RunArguments | HelpArguments {
  const { options, rest } = takeOptions(args, RUN_FORMS, 'run');
  if (options.has('--help')) return { command: 'help' };
  const [script, ...scriptArgs] = rest;
  if (script === undefined) throw new UsageError('expected a script: `parascope run [options] script.ts [arguments]`');
  const record = !options.has('--no-trace');
  for (const name of ['--json', '--report', '--trace', '--gantt', '--open', '--cpu-prof'])
    if (!record && options.has(name)) throw new UsageError(`${name} needs a trace, but --no-trace records none`);
  return {
    command: 'run',
    script,
    scriptArgs,
    json: options.get('--json'),
    report: reportOf(options),
    trace: options.get('--trace'),
    record,
    recordArguments: !options.has('--no-arguments'),
    serial: options.has('--serial'),
    startMethod: startMethod(options.get('--start-method')),
    stallAfterMs: stallAfterMs(options.get('--stall-after')),
    gantt: options.has('--gantt'),
    open: options.has('--open'),
    cpuProfile: options.has('--cpu-prof'),
    runDir: options.get('--run-dir'),
  };
}

function startMethod(value: string | undefined): StartMethodName | undefined {
  if (value === undefined) return undefined;
  const found = START_METHODS.find((name) => name === value);
  if (found === undefined)
    throw new UsageError(`--start-method: expected ${START_METHODS.join(' or ')}, found ${value}`);
  return found;
}

/** Options may stand behind the script too; what follows the first that is none of these is the script's own. */
function parseScale(args: readonly string[]): ScaleArguments | HelpArguments {
  const before = takeOptions(args, SCALE_FORMS, 'scale');
  const [script, ...after] = before.rest;
  const own = after.findIndex((arg, at) => !isScaleOption(arg) && !isValueOf(after[at - 1]));
  const behind = takeOptions(own < 0 ? after : after.slice(0, own), SCALE_FORMS, 'scale', { anywhere: true });
  const options = new Map([...before.options, ...behind.options]);
  if (options.has('--help')) return { command: 'help' };
  if (script === undefined)
    throw new UsageError('expected a script: `parascope scale script.ts [options] [arguments]`');
  const scriptArgs = own < 0 ? [] : after.slice(after[own] === '--' ? own + 1 : own);
  const runs = options.get('--runs');
  return {
    command: 'scale',
    script,
    scriptArgs,
    workers: workerCounts(options.get('--workers')),
    runs: runs === undefined ? DEFAULT_RUNS : wholeNumber('--runs', runs),
    json: options.get('--json'),
  };
}

function isScaleOption(arg: string): boolean {
  return arg !== '--' && splitOption(arg)[0] in SCALE_FORMS;
}

/** Whether the argument behind this one belongs to it. */
function isValueOf(arg: string | undefined): boolean {
  return arg !== undefined && SCALE_FORMS[arg] === 'value';
}

function workerCounts(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  const counts = text.split(',').map((part) => wholeNumber('--workers', part.trim()));
  return [...new Set(counts)].sort((a, b) => a - b);
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  const example = option === '--workers' ? 'numbers such as 1,2,4' : 'a number such as 5';
  throw new UsageError(`${option}: expected ${example}, found ${text === '' ? 'nothing' : text}`);
}

function stallAfterMs(text: string | undefined): number {
  if (text === undefined) return DEFAULT_STALL_MS;
  if (/^\d{1,6}(\.\d+)?$/.test(text)) return Number(text) * 1000;
  throw new UsageError(`--stall-after: expected seconds such as 10, or 0 for never, found ${text}`);
}

function parseReport(args: readonly string[]): ReportArguments | HelpArguments {
  const { options, rest } = takeOptions(args, REPORT_FORMS, 'report', { anywhere: true });
  if (options.has('--help')) return { command: 'help' };
  return {
    command: 'report',
    trace: onlyTrace(rest, 'report'),
    json: options.get('--json'),
    report: reportOf(options),
    gantt: options.has('--gantt'),
    open: options.has('--open'),
  };
}

function parseCompare(args: readonly string[]): CompareArguments | HelpArguments {
  const { options, rest } = takeOptions(args, COMPARE_FORMS, 'compare', { anywhere: true });
  if (options.has('--help')) return { command: 'help' };
  const [before, after, ...others] = rest;
  const wanted = { json: options.get('--json'), report: reportOf(options), open: options.has('--open') };
  if (before === undefined) return { command: 'compare', traces: undefined, ...wanted };
  if (after === undefined || others.length > 0)
    throw new UsageError(
      `expected two traces, or none for the last two runs: \`parascope compare BEFORE AFTER\`, found ${rest.join(' ')}`,
    );
  return { command: 'compare', traces: [before, after], ...wanted };
}

function parseExport(args: readonly string[]): ExportArguments | HelpArguments {
  const { options, rest } = takeOptions(args, EXPORT_FORMS, 'export', { anywhere: true });
  if (options.has('--help')) return { command: 'help' };
  return {
    command: 'export',
    trace: onlyTrace(rest, 'export'),
    arrow: options.has('--arrow'),
    output: options.get('--output'),
  };
}

function parseStop(args: readonly string[]): StopArguments | HelpArguments {
  const { options, rest } = takeOptions(args, {}, 'stop');
  if (options.has('--help')) return { command: 'help' };
  const [pid = '', ...others] = rest;
  if (!/^[1-9]\d*$/.test(pid) || others.length > 0)
    throw new UsageError(`expected one process id: \`parascope stop PID\`, found ${rest.join(' ') || 'nothing'}`);
  return { command: 'stop', pid: Number(pid) };
}

/** `--open` is about the report: it makes one. */
function reportOf(options: ReadonlyMap<string, string>): Output {
  return options.get('--report') ?? (options.has('--open') ? '' : undefined);
}

function onlyTrace(rest: readonly string[], command: string): string {
  const [trace, ...others] = rest;
  if (trace === undefined) throw new UsageError(`expected a trace: \`parascope ${command} FILE\``);
  if (others.length > 0) throw new UsageError(`expected one trace, found also ${others.join(' ')}`);
  return trace;
}
