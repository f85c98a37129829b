/** Colours of the canvas, read from CSS variables once per theme. `panel.css` has their values for each kind of theme. */
import type { ThreadState, WaitReason } from '../../trace/src/query.ts';
import { THREAD_STATES, WAIT_REASONS } from '../../trace/src/query.ts';
import type { PatternName } from './patterns.ts';
import { createPattern } from './patterns.ts';

export const TASK_COLOURS = 6;

export type Fill = string | CanvasPattern;

export interface Palette {
  readonly foreground: string;
  readonly muted: string;
  readonly grid: string;
  readonly laneLine: string;
  readonly background: string;
  readonly focus: string;
  readonly ideal: string;
  readonly program: Fill;
  readonly programLine: string;
  readonly others: Fill;
  readonly instrument: Fill;
  readonly nowLine: string;
  readonly match: string;
  readonly path: string;
  readonly font: string;
  readonly highContrast: boolean;
  /** Light or dark text, whichever reads better on the fill. */
  inkOn(fill: Fill): string;
  /** Fill of a state; by reason where it waits for a known one. */
  state(state: ThreadState, reason: WaitReason | undefined): Fill;
  /** Fill of the n-th function or thread. */
  task(index: number): Fill;
}

/** In high contrast each kind has a pattern of its own, because hue alone must not carry the meaning. */
const PATTERNS: Readonly<Record<string, PatternName>> = {
  'wait-lock': 'diagonal',
  'wait-get': 'horizontal',
  'wait-put': 'grid',
  'wait-join': 'dots',
  'wait-result': 'dashes',
  // Colours as of their kin: a semaphore is a kind of lock, an event a kind of message, a barrier a kind of join.
  'wait-semaphore': 'diagonal',
  'wait-event': 'horizontal',
  'wait-condition': 'horizontal',
  'wait-barrier': 'dots',
  'wait-blocked': 'zigzag',
  waiting: 'diagonal',
  runQueue: 'cross',
  awaiting: 'vertical',
  serializing: 'checks',
  gc: 'bricks',
  starting: 'sparse',
  unknown: 'backward',
  'use-others': 'diagonal',
  'use-instrument': 'dots',
};

const STATE_VARIABLES: Readonly<Record<ThreadState, string>> = {
  running: '--state-running',
  starting: '--state-starting',
  waiting: '--state-waiting',
  awaiting: '--state-awaiting',
  serializing: '--state-serializing',
  gc: '--state-gc',
  runQueue: '--state-run-queue',
  idle: '--state-idle',
  unknown: '--state-unknown',
};

/** The CSS variable of a state or wait reason; the legend uses the same. */
export function colourVariable(state: ThreadState, reason?: WaitReason): string {
  return state === 'waiting' && reason ? `--wait-${reason}` : STATE_VARIABLES[state];
}

/** Whether white reads better than black on the colour, by WCAG's luminance; only `#rrggbb` is understood. */
function isDark(colour: string): boolean {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!match) return false;
  const [red, green, blue] = match.slice(1).map((hex) => (parseInt(hex, 16) / 255) ** 2.2);
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue! < 0.22;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.body);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const highContrast =
    document.body.classList.contains('vscode-high-contrast') ||
    document.body.classList.contains('vscode-high-contrast-light');
  const background = read('--panel-background');
  const fillOf = (key: string, variable: string): Fill => {
    const pattern = key === 'unknown' || highContrast ? PATTERNS[key] : undefined;
    return pattern ? createPattern(pattern, read(variable), background) : read(variable);
  };
  const states = new Map(THREAD_STATES.map((state) => [state, fillOf(state, STATE_VARIABLES[state])]));
  const reasons = new Map(WAIT_REASONS.map((reason) => [reason, fillOf(`wait-${reason}`, `--wait-${reason}`)]));
  const lightInk = read('--panel-light-ink');
  const darkInk = read('--panel-dark-ink');
  const tasks = Array.from({ length: TASK_COLOURS }, (_, index) => read(`--task-${index + 1}`));
  const use = (name: string): Fill => fillOf(`use-${name}`, `--use-${name}`);
  return {
    foreground: read('--panel-foreground'),
    muted: read('--panel-muted'),
    grid: read('--panel-grid'),
    laneLine: read('--panel-lane-line'),
    background,
    focus: read('--panel-focus'),
    ideal: read('--panel-ideal'),
    program: use('program'),
    programLine: read('--use-program-line'),
    others: use('others'),
    instrument: use('instrument'),
    nowLine: read('--panel-now'),
    match: read('--panel-match'),
    path: read('--panel-path'),
    font: style.fontFamily,
    highContrast,
    inkOn: (fill) => (typeof fill === 'string' && isDark(fill) ? lightInk : darkInk),
    state: (state, reason) => (reason ? reasons.get(reason) : undefined) ?? states.get(state) ?? background,
    task: (index) => tasks[index % TASK_COLOURS] ?? background,
  };
}
