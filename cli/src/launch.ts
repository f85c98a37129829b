/** Starts the script under the preload, hands signals on, and waits for its end. */
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  CPU_PROFILE_FLAG,
  CPU_PROFILE_FOLDER_FLAG,
  CPU_PROFILE_INTERVAL_FLAG,
  RUN_FILES,
  RUN_VARIABLE,
  type RunSetup,
} from '../../protocol/src/run.ts';
import { compileCacheEnv } from '../../runtime/src/loader/compile-cache.ts';
import { entryUrl } from '../../runtime/src/package-dir.ts';
import type { ProcessEnd } from './exit-words.ts';
import { handSignalsOn } from './hand-signals-on.ts';
import { endedChildrenCpuMs } from './script-cpu-time.ts';

/** Output that a process of the script's own still holds open is waited for no longer than this. */
const DRAIN_MS = 1000;
/** How often the profiler takes a sample of each thread. */
const PROFILE_INTERVAL_US = 1000;

export interface Program {
  /** Absolute path. */
  readonly script: string;
  readonly scriptArgs: readonly string[];
  readonly setup: RunSetup;
}

export interface SpawnOptions {
  readonly stdio: StdioOptions;
  /** Added to this process's variables. */
  readonly env?: NodeJS.ProcessEnv;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

export interface Launch extends Program {
  /** Whether to look at what the script writes to standard output on its way. */
  readonly watchOutput: boolean;
  /** Whether V8's profiler samples every thread; only of a run that is recorded. */
  readonly cpuProfile: boolean;
}

export interface LaunchEnd extends ProcessEnd {
  /** Whether the script's output ended in the middle of a line; false where it was not looked at. */
  readonly midLine: boolean;
  /** From the start of the script's process to its end. */
  readonly wallMs: number;
  /** Of the script and of what it waited for, by the system's own accounting; `undefined` where it does not tell. */
  readonly cpuMs: number | undefined;
}

/** Runs the script to its end. Rejects when the process cannot be started. */
export async function launch({ watchOutput, cpuProfile, ...program }: Launch): Promise<LaunchEnd> {
  const child = spawnScript(program, {
    stdio: ['inherit', watchOutput ? 'pipe' : 'inherit', 'inherit'],
    flags: cpuProfile ? profileFlags(program.setup) : [],
  });
  const startMs = performance.now();
  using signals = handSignalsOn(child);
  const output = watchOutput ? passOutput(child) : undefined;
  const end = await endOf(child);
  const spent = { wallMs: performance.now() - startMs, cpuMs: endedChildrenCpuMs() };
  await signals.endLeftovers();
  return { ...end, ...spent, midLine: (await output?.ended()) ?? false };
}

function profileFlags({ runDir }: RunSetup): string[] {
  if (runDir === null) return [];
  return [
    CPU_PROFILE_FLAG,
    `${CPU_PROFILE_FOLDER_FLAG}${path.join(runDir, RUN_FILES.rawProfiles)}`,
    `${CPU_PROFILE_INTERVAL_FLAG}${PROFILE_INTERVAL_US}`,
  ];
}

/** Starts the script's process under the preload. */
export function spawnScript(
  { script, scriptArgs, setup }: Program,
  { stdio, env = {}, flags = [] }: SpawnOptions,
): ChildProcess {
  const preload = fileURLToPath(entryUrl('register'));
  return spawn(process.execPath, [...process.execArgv, ...flags, '--require', preload, script, ...scriptArgs], {
    stdio,
    env: { ...process.env, ...env, ...compileCacheEnv(process.env), [RUN_VARIABLE]: JSON.stringify(setup) },
  });
}

/** Rejects when the process cannot be started. */
export function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** Copies the script's output to ours, byte by byte, and remembers how it ended. */
function passOutput(child: ChildProcess): { ended: () => Promise<boolean> } {
  const { stdout } = child;
  if (!stdout) throw new Error('parascope: no pipe to the script; this is a bug in parascope');
  let last = 0x0a;
  stdout.on('data', (chunk: Buffer) => {
    last = chunk.at(-1) ?? last;
    if (!process.stdout.write(chunk)) {
      stdout.pause();
      process.stdout.once('drain', () => stdout.resume());
    }
  });
  // Our reader has gone: the script hears of it as if there were nobody between them.
  process.stdout.once('error', () => stdout.destroy());
  const ended = async (): Promise<boolean> => {
    await untilRead(stdout);
    return last !== 0x0a;
  };
  return { ended };
}

/**
 * Settles when all is read that a process which has ended had written: its end is told before. What a process of its own
 * still holds open is read no longer then, for this process would not end before that one.
 */
export async function untilRead(stream: Readable): Promise<void> {
  if (stream.closed) return;
  const closed = new Promise<void>((resolve) => stream.once('close', resolve));
  const patience = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref());
  await Promise.race([closed, patience]);
  stream.destroy();
}
