/**
 * What the panel costs at full size, in headless Chromium at 1600 x 900, drawn in software: from opening a trace of one and
 * of ten million rows to the first frame with slices, with all of it and with the verdict; frames while the chart is panned
 * and zoomed; a live run of 100,000 rows a second; the size of the bundle. Reference: a canvas that draws every slice. The
 * trace is held by a Web Worker that does what the extension's trace worker does; the file comes from a server on this machine.
 *
 * `npm run bench -- panel`; sizes are taken from `PARASCOPE_BENCH_ROWS` (default 1000000,10000000).
 */
import { createReadStream, mkdtempSync, openSync, readFileSync, rmSync, writeSync, closeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser, type TestBrowser } from '../test/browser.ts';
import { builtPanel } from '../test/panel/panel-page.ts';
import { median, saveResults, type Comparison } from './harness.ts';
import { largeTrace } from './large-trace/large-trace.ts';

const SIZES = (process.env['PARASCOPE_BENCH_ROWS'] ?? '1000000,10000000').split(',').map(Number);
/** In which the trace is read, as by the extension. */
const CHUNK_BYTES = 1 << 20;
const FRAMES = 240;
const LIVE_ROWS_PER_SECOND = 100_000;
const LIVE_SECONDS = 15;

const TRACE_SUFFIX = '.parascope';
const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-bench-'));
const comparisons: Comparison[] = [];

/** Keeps and prints one row: a figure beside its aim. */
function tell(title: string, unit: string, figure: number, aim?: number): void {
  const ratio = aim === undefined ? 1 : figure / aim;
  const target = aim !== undefined && { target: `<= ${aim} ${unit}`, met: figure <= aim };
  const row = {
    name: 'the panel',
    values: [figure],
    median: figure,
    ratio,
    spread: [ratio, ratio] as const,
    ...target,
  };
  comparisons.push({ title, unit, base: aim === undefined ? 'itself' : 'the aim', rows: [row] });
  const verdict = aim === undefined ? '' : `  <= ${aim}: ${figure <= aim ? 'met' : 'MISSED'}`;
  console.log(`${title.padEnd(64)} ${figure.toPrecision(4).padStart(9)} ${unit}${verdict}`);
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? NaN;
}

async function bundle(name: string): Promise<string> {
  const entry = path.join(import.meta.dirname, 'panel-host', name);
  const built = await build({ entryPoints: [entry], bundle: true, write: false, format: 'iife' });
  return built.outputFiles[0]!.text;
}

/** Serves the page, its scripts and the traces in the folder. */
async function serve(): Promise<{ origin: string } & Disposable> {
  const { js, css } = builtPanel();
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parascope</title>
<link rel="stylesheet" href="/panel.css"></head><body class="vscode-light"><div id="root"></div>
<script src="/page-side.js"></script><script src="/panel.js"></script></body></html>`;
  const files = new Map([
    ['/', ['text/html', page]],
    ['/panel.js', ['text/javascript', js]],
    ['/panel.css', ['text/css', css]],
    ['/page-side.js', ['text/javascript', await bundle('page-side.ts')]],
    ['/trace-side.js', ['text/javascript', await bundle('trace-side.ts')]],
  ] as const);
  const server = createServer(({ url = '/' }, response) => {
    const [type, body] = files.get(url as '/') ?? [];
    response.setHeader('content-type', type ?? 'application/octet-stream');
    if (body !== undefined) response.end(body);
    else if (url.endsWith(TRACE_SUFFIX))
      createReadStream(path.join(folder, path.basename(url)), { highWaterMark: CHUNK_BYTES }).pipe(response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${port}`, [Symbol.dispose]: close };
}

/** The most memory that the page's process has held, MB; `undefined` where the system does not tell. */
async function peakMb(page: Page): Promise<number | undefined> {
  const session = await page.context().browser()!.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const peaks = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => {
      try {
        return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1000;
      } catch {
        // Not Linux, or it has just ended.
        return NaN;
      }
    });
  const most = Math.max(...peaks.filter((mb) => !Number.isNaN(mb)));
  return most > 0 ? most : undefined;
}

/** Gives CPU time of the page's thread so far, ms: what other programs do meanwhile does not count. */
async function threadClock(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? NaN) * 1000;
  };
}

async function moveAndTell(page: Page, how: 'pan' | 'zoom', rows: string): Promise<void> {
  const clock = await threadClock(page);
  const before = await clock();
  const { intervals, work } = await page.evaluate(([move, frames]) => globalThis.bench.move(move, frames), [
    how,
    FRAMES,
  ] as const);
  const cpuMs = (await clock()) - before;
  tell(`${how} at ${rows} rows: work per frame, p95`, 'ms', percentile(work, 0.95), 16);
  tell(`${how} at ${rows} rows: work per frame, median`, 'ms', median(work));
  tell(`${how} at ${rows} rows: CPU time per frame, mean`, 'ms', cpuMs / FRAMES);
  tell(`${how} at ${rows} rows: between frames, p95`, 'ms', percentile(intervals, 0.95), 34);
}

async function openAndMove(browser: TestBrowser, origin: string, rows: number): Promise<void> {
  const name = `${rows}${TRACE_SUFFIX}`;
  const descriptor = openSync(path.join(folder, name), 'w');
  for (const part of largeTrace({ rows })) writeSync(descriptor, part);
  closeSync(descriptor);
  const words = rows.toLocaleString('en');
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(origin);
  const opened = await page.evaluate((url) => globalThis.bench.open(url), `/${name}`);
  tell(`open ${words} rows: first frame with slices`, 'ms', opened.first);
  tell(`open ${words} rows: first frame with all of it`, 'ms', opened.whole, rows > 1_000_000 ? 5000 : 1000);
  tell(`open ${words} rows: first frame with the verdict`, 'ms', opened.judged);
  const mb = await peakMb(page);
  if (mb !== undefined) tell(`open ${words} rows: peak of the page's process`, 'MB', mb, 1500);
  await moveAndTell(page, 'zoom', words);
  await page.evaluate(() => globalThis.bench.move('zoom', 30));
  await moveAndTell(page, 'pan', words);
  const naive = await page.evaluate(() => globalThis.bench.naive(5));
  tell(`reference at ${words} rows: a canvas that draws every slice, per frame`, 'ms', median(naive));
  await page.context().close();
  rmSync(path.join(folder, name));
}

async function followLive(browser: TestBrowser, origin: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(origin);
  const { intervals, newer } = await page.evaluate(([rows, seconds]) => globalThis.bench.live(rows, seconds), [
    LIVE_ROWS_PER_SECOND * LIVE_SECONDS,
    LIVE_SECONDS,
  ] as const);
  tell('live, 100,000 rows/s: longest time between two frames', 'ms', Math.max(...intervals), 250);
  tell('live, 100,000 rows/s: longest time between frames with something newer', 'ms', Math.max(...newer), 250);
  tell('live, 100,000 rows/s: between frames with something newer, p95', 'ms', percentile(newer, 0.95));
  await page.context().close();
}

const { js, css } = builtPanel();
tell('the bundle, gzipped', 'KB', (gzipSync(js).length + gzipSync(css).length) / 1000, 300);
try {
  using server = await serve();
  await using browser = await launchBrowser();
  for (const rows of SIZES) await openAndMove(browser, server.origin, rows);
  await followLive(browser, server.origin);
  console.log(`
Perfetto, for comparison, as published: 10 ms per frame at 3440 x 1440 with its instanced WebGL2 drawing, 45 ms before it
(google/perfetto#4586); about 2 GB of memory in the browser at most, 2 to 4 times the size of the trace file.
What a GPU would change: here the rectangles of a frame are filled by the CPU, which is most of "work per frame". With one,
filling happens beside the page's thread; what is left is the panel's own code. Opening, memory and live runs stay as they are.`);
  saveResults('panel', comparisons);
} finally {
  rmSync(folder, { recursive: true });
}
