/**
 * The editor's part inside the page of the bench: passes the panel's messages to the trace worker and back, moves the chart
 * by wheel events, and notes the times of frames. Bundled and loaded before the panel.
 */
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { FromTraceSide, ToTraceSide } from './messages.ts';
import { drawNaively } from './naive-canvas.ts';

/** ms; `work`: in the panel's code, until all that it drew is there. */
export interface FrameTimes {
  readonly intervals: readonly number[];
  readonly work: readonly number[];
}

/** ms until a frame shows slices, until it shows all of the trace, and until the verdict on it stands above it. */
export interface OpenTimes {
  readonly first: number;
  readonly whole: number;
  readonly judged: number;
}

export interface PanelBench {
  /** Times from the call on. */
  open(url: string): Promise<OpenTimes>;
  /** So many frames, each with a turn of the wheel; the range goes back and forth. */
  move(how: 'pan' | 'zoom', frames: number): Promise<FrameTimes>;
  /** Plays a run; gives the times between frames, and between those that showed something newer. */
  live(rows: number, seconds: number): Promise<{ intervals: number[]; newer: number[] }>;
  /** Frames of the naive canvas: ms each. */
  naive(frames: number): Promise<number[]>;
}

declare global {
  var bench: PanelBench;
}

const worker = new Worker('/trace-side.js');
const work: number[] = [];
const drawnMs: number[] = [];
/** Answers with slices that have reached the page, and have been on screen. */
let answers = 0;
let shown = 0;
/** How far the newest one reaches; and the trace that has been judged, or is over. */
let reachedNs = 0;
let judgedNs = Infinity;
/** By frame with a newer answer. */
const drawnNs: number[] = [];
let judgedMs = 0;
let isReady = false;
const kept: unknown[] = [];

const send = (message: ToTraceSide): void => worker.postMessage(message);

worker.addEventListener('message', ({ data }: MessageEvent<FromTraceSide>) => {
  if (data.type === 'window' && data.answer.lanes.some(({ count }) => count > 0)) {
    answers++;
    reachedNs = data.answer.query.endNs;
  }
  if (data.type === 'run' && data.phase.type === 'ended') judgedNs = data.endNs;
  if (data.type === 'slices' || data.type === 'played') return;
  if (isReady) window.postMessage(data, '*');
  else kept.push(data);
});

/** The browser draws on canvases later: reading a pixel makes it finish. */
function finishDrawing(): void {
  for (const canvas of document.querySelectorAll('canvas')) canvas.getContext('2d')?.getImageData(0, 0, 1, 1);
}

const requestFrame = window.requestAnimationFrame.bind(window);
window.requestAnimationFrame = (draw) =>
  requestFrame((timeMs) => {
    const newest = answers;
    const began = performance.now();
    draw(timeMs);
    finishDrawing();
    const ended = performance.now();
    work.push(ended - began);
    if (judgedNs < Infinity) judgedMs ||= ended;
    if (newest === shown) return;
    shown = newest;
    drawnMs.push(ended);
    drawnNs.push(reachedNs);
  });

const nextFrame = (): Promise<number> => new Promise((resolve) => requestFrame(resolve));

function next<Type extends FromTraceSide['type']>(type: Type): Promise<Extract<FromTraceSide, { type: Type }>> {
  return new Promise((resolve) => {
    worker.addEventListener('message', function listen({ data }: MessageEvent<FromTraceSide>) {
      if (data.type !== type) return;
      worker.removeEventListener('message', listen);
      resolve(data as Extract<FromTraceSide, { type: Type }>);
    });
  });
}

function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - times[index]!);
}

function turnWheel(how: 'pan' | 'zoom', forth: boolean): void {
  const plot = document.querySelector<HTMLElement>('.plot')!;
  const { left, top, width, height } = plot.getBoundingClientRect();
  const place = { clientX: left + width * 0.6, clientY: top + height / 2, bubbles: true, cancelable: true };
  const delta = forth ? 1 : -1;
  const wheel = how === 'pan' ? { deltaX: 40 * delta, shiftKey: true } : { deltaY: -40 * delta };
  plot.dispatchEvent(new WheelEvent('wheel', { ...place, ...wheel }));
}

globalThis.bench = {
  async open(url) {
    const began = performance.now();
    send({ type: 'open', url });
    const wholeAt = (): number => drawnNs.findIndex((endNs) => endNs >= judgedNs);
    while (judgedMs === 0 || wholeAt() < 0) await nextFrame();
    return { first: drawnMs[0]! - began, whole: drawnMs[wholeAt()]! - began, judged: judgedMs - began };
  },
  async move(how, frames) {
    work.length = 0;
    const times: number[] = [];
    for (let frame = 0; frame < frames; frame++) {
      turnWheel(how, frame % 80 < 40);
      times.push(await nextFrame());
    }
    return { intervals: gaps(times), work: [...work] };
  },
  async live(rows, seconds) {
    drawnMs.length = 0;
    const times: number[] = [];
    const played = next('played').then(() => true);
    send({ type: 'live', rows, seconds });
    const goesOn = Promise.resolve(false);
    do times.push(await nextFrame());
    while (!(await Promise.race([played, goesOn])));
    const begun = drawnMs[0] ?? Infinity;
    return { intervals: gaps(times.filter((time) => time >= begun)), newer: gaps(drawnMs) };
  },
  async naive(frames) {
    send({ type: 'ask-slices' });
    const { threads, endNs } = await next('slices');
    const canvas = document.createElement('canvas');
    canvas.width = innerWidth;
    canvas.height = innerHeight;
    const context = canvas.getContext('2d')!;
    return Array.from({ length: frames }, (_, frame) =>
      drawNaively(context, threads, (endNs * frame) / 1000, endNs * (0.9 + frame / 1000)),
    );
  },
};

Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    postMessage(message: FromPanelMessage) {
      if (message.type === 'query-window' || message.type === 'query-details' || message.type === 'query-flows') {
        send(message);
      } else if (message.type === 'ready') {
        isReady = true;
        for (const early of kept) window.postMessage(early, '*');
      }
    },
    getState: () => undefined,
    setState: () => undefined,
  }),
});
