/** `getLogger` and `logToStderr`: the logger of Python's `multiprocessing`. */
import { format } from 'node:util';
import { ProgramWord } from '../../../protocol/src/worker.ts';
import { writeAll } from '../output/direct-output.ts';
import { currentProcess } from '../process/current-process.ts';
import { threadIdentity } from '../process/thread-identity.ts';

/** Python's levels, by name. */
export const LogLevel = {
  NOTSET: 0,
  SUBDEBUG: 5,
  DEBUG: 10,
  INFO: 20,
  SUBWARNING: 25,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;
export type LogLevel = (typeof LogLevel)[keyof typeof LogLevel];

/** A level by its number or its name. */
type Level = number | keyof typeof LogLevel;

/**
 * Writes lines such as `[INFO/Process-1] child process calling self.run()` at once, also while the event loop is blocked.
 * There is one for the program: its level and whether it writes hold in all processes, those that run already too.
 */
export interface Logger {
  /** Lowest level that is written; WARNING unless it was set. */
  readonly level: number;
  /** Throws TypeError for what is no level. */
  setLevel(level: Level): void;
  isEnabledFor(level: Level): boolean;
  /** `message` and what follows are put together as by `console.log`. Nothing is written before `logToStderr`. */
  log(level: Level, message: unknown, ...args: readonly unknown[]): void;
  debug(message: unknown, ...args: readonly unknown[]): void;
  info(message: unknown, ...args: readonly unknown[]): void;
  warning(message: unknown, ...args: readonly unknown[]): void;
  error(message: unknown, ...args: readonly unknown[]): void;
  critical(message: unknown, ...args: readonly unknown[]): void;
}

const names = new Map<number, string>(Object.entries(LogLevel).map(([name, level]) => [level, name]));

const logger: Logger = {
  get level() {
    return Atomics.load(threadIdentity().program, ProgramWord.logLevel) || LogLevel.WARNING;
  },
  setLevel(level) {
    Atomics.store(threadIdentity().program, ProgramWord.logLevel, numberOf(level));
  },
  isEnabledFor(level) {
    return writes() && numberOf(level) >= logger.level;
  },
  log(level, message, ...args) {
    if (!logger.isEnabledFor(level)) return;
    const number = numberOf(level);
    const text = format(message, ...args);
    writeAll(2, `[${names.get(number) ?? `Level ${number}`}/${currentProcess().name}] ${text}\n`, 'utf8');
  },
  debug: (message, ...args) => logger.log(LogLevel.DEBUG, message, ...args),
  info: (message, ...args) => logger.log(LogLevel.INFO, message, ...args),
  warning: (message, ...args) => logger.log(LogLevel.WARNING, message, ...args),
  error: (message, ...args) => logger.log(LogLevel.ERROR, message, ...args),
  critical: (message, ...args) => logger.log(LogLevel.CRITICAL, message, ...args),
};

/** The program's logger. It writes nothing before `logToStderr`. */
export function getLogger(): Logger {
  return logger;
}

/** From now on what is logged goes to standard error; sets the level where one is given. Gives the logger. */
export function logToStderr(level?: Level): Logger {
  if (level !== undefined) logger.setLevel(level);
  Atomics.store(threadIdentity().program, ProgramWord.logToStderr, 1);
  return logger;
}

function writes(): boolean {
  return Atomics.load(threadIdentity().program, ProgramWord.logToStderr) === 1;
}

function numberOf(level: Level): number {
  const number = typeof level === 'string' ? LogLevel[level] : level;
  if (Number.isInteger(number) && number >= 0) return number;
  throw new TypeError(
    `level: expected a whole number or one of ${[...names.values()].join(' ')}, found ${String(level)}`,
  );
}
