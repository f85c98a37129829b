/** A run as a chart of characters: a row per thread and per core under a time axis, for a terminal of any ability. */
import type { LaneColumns, LaneInfo, ThreadState, WindowAnswer, WindowQuery } from './query.ts';
import { THREAD_STATES } from './query.ts';
import { axisLabels } from './time-axis.ts';

/** What is drawn; `TraceModel` is one. */
export interface GanttSource {
  readonly endNs: number;
  readonly dropped: number;
  lanes(): readonly LaneInfo[];
  window(query: WindowQuery): WindowAnswer;
}

export interface TextGanttOptions {
  /** Columns of the terminal; at least 40 are used. Default 80. */
  readonly width?: number;
  /** ANSI colours. Default false. */
  readonly color?: boolean;
  /** Plain ASCII, for terminals without Unicode. Default false. */
  readonly ascii?: boolean;
  /** More threads than this are summed up in a line. Default 24. */
  readonly maxThreads?: number;
}

interface Glyph {
  readonly unicode: string;
  readonly ascii: string;
  /** ANSI colour. */
  readonly color: number;
  readonly label: string;
}

const GLYPHS: Readonly<Record<ThreadState, Glyph>> = {
  running: { unicode: '█', ascii: '#', color: 32, label: 'running' },
  starting: { unicode: '▒', ascii: '+', color: 34, label: 'starting' },
  waiting: { unicode: '░', ascii: '-', color: 31, label: 'waiting' },
  awaiting: { unicode: '≈', ascii: '~', color: 35, label: 'awaiting (I/O)' },
  serializing: { unicode: '▤', ascii: '%', color: 36, label: 'copying' },
  gc: { unicode: '▦', ascii: '&', color: 33, label: 'garbage collection' },
  runQueue: { unicode: '▚', ascii: '=', color: 33, label: 'waiting for a core' },
  idle: { unicode: '·', ascii: '.', color: 90, label: 'idle' },
  unknown: { unicode: '?', ascii: '?', color: 90, label: 'unknown' },
};

/** Shares of a column during which a core is busy. */
const LOADS = { unicode: ' ▁▂▃▄▅▆▇█', ascii: ' .:-=+*%#' } as const;
const MIN_WIDTH = 40;
const MAX_NAME = 20;
/** Points at which each character of the chart looks: the state at most of them is shown. */
const POINTS = 4;
const NOT_ALIVE = 255;

/** Lines end in newlines, the last one too. */
export function textGantt(source: GanttSource, options: TextGanttOptions = {}): string {
  const chart = new Chart(source, options);
  return `${chart.lines().join('\n')}\n`;
}

class Chart {
  readonly #source: GanttSource;
  readonly #color: boolean;
  readonly #ascii: boolean;
  readonly #lanes: readonly LaneInfo[];
  readonly #hidden: number;
  readonly #nameColumns: number;
  readonly #columns: number;
  readonly #endNs: number;
  readonly #answer: WindowAnswer;
  readonly #seen = new Set<ThreadState>();

  constructor(source: GanttSource, { width = 80, color = false, ascii = false, maxThreads = 24 }: TextGanttOptions) {
    this.#source = source;
    this.#color = color;
    this.#ascii = ascii;
    const threads = source.lanes().filter(({ role }) => role === 'main' || role === 'worker' || role === 'process');
    const cores = source.lanes().filter(({ kind }) => kind === 'core');
    this.#lanes = [...threads.slice(0, maxThreads), ...cores];
    this.#hidden = Math.max(0, threads.length - maxThreads);
    this.#nameColumns = Math.min(MAX_NAME, Math.max(4, ...this.#lanes.map(({ name }) => lengthOf(name))));
    this.#columns = Math.max(MIN_WIDTH, Math.floor(width)) - this.#nameColumns - 2;
    this.#endNs = Math.max(1, source.endNs);
    this.#answer = source.window({
      startNs: 0,
      endNs: this.#endNs,
      widthPx: this.#columns * POINTS,
      laneIds: this.#lanes.map(({ id }) => id),
    });
  }

  lines(): string[] {
    const axis = axisLabels(this.#endNs, this.#columns, this.#ascii ? '|' : '╷');
    const lines = [this.#row('', this.#ascii ? axis.replaceAll('µ', 'u') : axis)];
    this.#lanes.forEach((lane, index) => {
      const columns = this.#answer.lanes[index];
      if (columns === undefined) return;
      if (lane.kind === 'core') lines.push(this.#row(lane.name, this.#coreText(columns)));
      else lines.push(this.#row(lane.name, this.#threadText(lane, columns)));
      const next = this.#lanes[index + 1];
      if (this.#hidden > 0 && lane.kind === 'thread' && next?.kind !== 'thread') {
        lines.push(this.#row('', `and ${this.#hidden} more threads`));
      }
    });
    lines.push(this.#row('', this.#legend()));
    const { dropped } = this.#source;
    if (dropped > 0) lines.push(this.#row('', `${dropped} events were lost: the buffers were full`));
    return lines;
  }

  #row(name: string, text: string): string {
    const points = Array.from(name);
    const cut = this.#ascii ? '~' : '…';
    const shown = points.length > MAX_NAME ? `${points.slice(0, MAX_NAME - 1).join('')}${cut}` : name;
    return `${shown}${' '.repeat(Math.max(0, this.#nameColumns - lengthOf(shown)))}  ${text}`.trimEnd();
  }

  #threadText(lane: LaneInfo, columns: LaneColumns): string {
    const points = this.#points(columns, (mark) => columns.state[mark]!);
    const alive = (point: number): boolean => {
      const time = ((point + 0.5) / points.length) * this.#endNs;
      return time >= lane.startNs && time <= (lane.endNs ?? Infinity);
    };
    const states: (ThreadState | undefined)[] = [];
    for (let column = 0; column < this.#columns; column++) {
      const votes = new Map<number, number>();
      for (let point = column * POINTS; point < (column + 1) * POINTS; point++) {
        const state = points[point] === NOT_ALIVE && alive(point) ? UNKNOWN : points[point]!;
        votes.set(state, (votes.get(state) ?? 0) + 1);
      }
      const [[winner] = [NOT_ALIVE]] = [...votes].sort((a, b) => b[1] - a[1]);
      states.push(THREAD_STATES[winner]);
    }
    return this.#glyphs(states);
  }

  #coreText(columns: LaneColumns): string {
    const points = this.#points(columns, () => 0);
    const loads = this.#ascii ? LOADS.ascii : LOADS.unicode;
    let text = '';
    for (let column = 0; column < this.#columns; column++) {
      const busy = points.subarray(column * POINTS, (column + 1) * POINTS).filter((point) => point === 0).length;
      text += loads[Math.round((busy / POINTS) * (loads.length - 1))]!;
    }
    return this.#color ? `\x1b[32m${text}\x1b[0m` : text;
  }

  /** What is at each point of a lane, deeper slices over outer ones. */
  #points(columns: LaneColumns, valueOf: (mark: number) => number): Uint8Array {
    const points = new Uint8Array(this.#columns * POINTS).fill(NOT_ALIVE);
    const pointNs = this.#endNs / points.length;
    for (let mark = 0; mark < columns.count; mark++) {
      const from = Math.round(columns.startNs[mark]! / pointNs);
      const to = Math.round(columns.endNs[mark]! / pointNs);
      points.fill(valueOf(mark), Math.max(0, from), Math.min(points.length, Math.max(to, from)));
    }
    return points;
  }

  /** Neighbours of one state share their colour codes. */
  #glyphs(states: readonly (ThreadState | undefined)[]): string {
    let text = '';
    for (let from = 0; from < states.length;) {
      let to = from + 1;
      while (to < states.length && states[to] === states[from]) to++;
      text += this.#stretch(states[from], to - from);
      from = to;
    }
    return text;
  }

  #stretch(state: ThreadState | undefined, length: number): string {
    if (state === undefined) return ' '.repeat(length);
    this.#seen.add(state);
    const { ascii, unicode, color } = GLYPHS[state];
    const glyphs = (this.#ascii ? ascii : unicode).repeat(length);
    return this.#color ? `\x1b[${color}m${glyphs}\x1b[0m` : glyphs;
  }

  /** The states that are in the chart. */
  #legend(): string {
    return THREAD_STATES.filter((state) => this.#seen.has(state))
      .map((state) => `${this.#stretch(state, 1)} ${GLYPHS[state].label}`)
      .join('  ');
  }
}

const UNKNOWN = THREAD_STATES.indexOf('unknown');

/** In characters: names of threads are short, and composed ones rare. */
function lengthOf(name: string): number {
  return Array.from(name).length;
}
