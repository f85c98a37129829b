/** extension, command line -> the script's process: how a run is set up. Travels in one environment variable. */

export const RUN_VARIABLE = 'PARASCOPE_RUN';
/** Raised when anything in `RunSetup` or in a run folder's layout changes meaning. */
export const RUN_PROTOCOL = 1;

export interface RunSetup {
  readonly protocol: typeof RUN_PROTOCOL;
  /** Absolute path of the run folder; `null` records nothing. */
  readonly runDir: string | null;
  /** Absolute path of the script. */
  readonly script: string;
  /** Whether tasks run one after the other: pools in the thread that owns them, processes one at a time. Default false. */
  readonly serial?: boolean;
  /** How processes and workers are started unless the script says otherwise: a start method of the runtime. */
  readonly startMethod?: string;
  /** Whether the trace says in short what tasks are given. Default true. */
  readonly recordArguments?: boolean;
  /** Process id of the command that started the script: when it is gone, so is the run. */
  readonly launcher?: number;
  /** The run's clock origin, ms since 1970: set by its first process for those that it starts. */
  readonly originMs?: number;
}

/**
 * The set-up of the run that this process belongs to; `null` when there is none. Throws when the launcher speaks another
 * protocol.
 */
export function readRunSetup(env: Readonly<Record<string, string | undefined>>): RunSetup | null {
  const text = env[RUN_VARIABLE];
  if (text === undefined || text === '') return null;
  const setup = JSON.parse(text) as Omit<RunSetup, 'protocol'> & { readonly protocol: number };
  if (setup.protocol !== RUN_PROTOCOL)
    throw new Error(
      `parascope: two versions of the package meet in one run: expected protocol ${RUN_PROTOCOL}, found ${setup.protocol}. Update the older one.`,
    );
  return { ...setup, protocol: RUN_PROTOCOL };
}

/**
 * Files of a run folder. `<pid>.parascope` are the segments, one per process of the run. Of one that is profiled, Node
 * leaves a profile of each thread in `rawProfiles`; the command makes of them those with the suffix, one per thread and
 * one of all together.
 */
export const RUN_FILES = {
  summary: 'summary.json',
  segmentSuffix: '.parascope',
  rawProfiles: 'raw-profiles',
  profileSuffix: '.cpuprofile',
} as const;

/** Node's own flags by which it profiles a thread; a worker has those of its parent unless it is given others. */
export const CPU_PROFILE_FLAG = '--cpu-prof';
export const CPU_PROFILE_FOLDER_FLAG = '--cpu-prof-dir=';
/** In us. */
export const CPU_PROFILE_INTERVAL_FLAG = '--cpu-prof-interval=';
