/** Opens the built panel in Chromium and finds things on it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import type { FromPanelMessage } from '../../protocol/src/panel.ts';
import type { TestBrowser } from '../browser.ts';
import { until } from '../until.ts';

const root = path.resolve(import.meta.dirname, '../..');
export const resultsDir = path.join(root, 'test-results/panel');

export const THEMES = ['vscode-light', 'vscode-dark', 'vscode-high-contrast', 'vscode-high-contrast-light'] as const;
export type Theme = (typeof THEMES)[number];

export interface BuiltPanel {
  readonly js: string;
  readonly css: string;
}

/** The bundle as it ships. */
export function builtPanel(): BuiltPanel {
  const read = (name: string): string => {
    const file = path.join(root, 'dist/webview', name);
    assert.ok(existsSync(file), `${file} is missing: npm run build`);
    return readFileSync(file, 'utf8');
  };
  return { js: read('panel.js'), css: read('panel.css') };
}

export interface PanelServer extends AsyncDisposable {
  readonly origin: string;
}

/** Serves the panel's page with the editor's content security policy: nothing inline, nothing from elsewhere. */
export async function servePanel(): Promise<PanelServer> {
  const { js, css } = builtPanel();
  const bundled = await build({
    entryPoints: [path.join(import.meta.dirname, 'host-page.ts')],
    bundle: true,
    write: false,
    format: 'iife',
  });
  const page = (theme: string): string =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parascope</title>
<link rel="stylesheet" href="/panel.css"></head><body class="${theme}"><div id="root"></div>
<script src="/host.js"></script><script src="/panel.js"></script></body></html>`;
  const files: Readonly<Record<string, readonly [string, string]>> = {
    '/panel.js': ['text/javascript', js],
    '/panel.css': ['text/css', css],
    '/host.js': ['text/javascript', bundled.outputFiles[0]!.text],
  };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const [type, body] = files[url.pathname] ?? ['text/html; charset=utf-8', page(url.searchParams.get('theme') ?? '')];
    response.setHeader('content-type', type);
    response.setHeader('content-security-policy', "default-src 'none'; script-src 'self'; style-src 'self'");
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A stretch of the chart. */
export interface ShownRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly follow: boolean;
}

export interface OpenOptions extends BrowserContextOptions {
  readonly theme?: Theme;
  readonly trace?: Uint8Array | readonly Uint8Array[];
  readonly phase?: RunPhase;
  /** The run that it is shown beside. */
  readonly before?: Uint8Array;
  /** Above the chart. Default: pi.ts. */
  readonly title?: string;
}

/** Collects what a page complains about: errors, and what the content security policy blocked. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** A page with the panel; motion is off unless asked for, so that what is on screen has come to rest. */
export class PanelPage implements AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[];

  private constructor(page: Page) {
    this.page = page;
    this.complaints = complaintsOf(page);
  }

  static async open(browser: TestBrowser, server: PanelServer, options: OpenOptions = {}): Promise<PanelPage> {
    const { theme = 'vscode-light', trace = [], phase, title, before, ...context } = options;
    const opened = new PanelPage(await browser.newPage({ viewport: { width: 1200, height: 900 }, ...context }));
    const classes = encodeURIComponent(`${theme} vscode-reduce-motion`);
    await opened.page.goto(`${server.origin}/?theme=${classes}`);
    if (title !== undefined) await opened.page.evaluate((name) => globalThis.host.setTitle(name), title);
    if (before) await opened.page.evaluate((bytes) => globalThis.host.setBefore(bytes), toBase64(before));
    for (const part of trace instanceof Uint8Array ? [trace] : trace) await opened.append(part);
    if (phase) await opened.setPhase(phase);
    if (trace.length > 0) await opened.drawn();
    return opened;
  }

  async append(part: Uint8Array): Promise<void> {
    await this.page.evaluate((bytes) => globalThis.host.append(bytes), toBase64(part));
  }

  async setPhase(phase: RunPhase): Promise<void> {
    await this.page.evaluate((value) => globalThis.host.setPhase(value), phase);
  }

  /** Waits until lanes have names and colours, and the panel is at rest. */
  async drawn(): Promise<void> {
    await this.page.locator('.lane-label').first().waitFor();
    await this.page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.core-use-canvas');
      if (!canvas) return false;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      return new Set(copy.getImageData(0, 0, canvas.width, canvas.height).data).size > 8;
    });
    await this.atRest();
  }

  /** Waits until all that was caused so far has been answered and drawn. */
  async atRest(): Promise<void> {
    await this.page.evaluate(() => globalThis.host.rest());
  }

  /** What the panel keeps of its range: the shown one, once the panel is at rest. */
  async range(): Promise<ShownRange> {
    await this.atRest();
    const state = await this.page.evaluate(
      () => globalThis.host.state as { startNs: number; endNs: number; follow: boolean },
    );
    return { startMs: state.startNs / 1e6, endMs: state.endNs / 1e6, follow: state.follow };
  }

  /** Waits for a range: a wheel's turn, unlike a click, may reach the page after the call that made it. */
  async rangeWhere(what: string, isRight: (range: ShownRange) => boolean): Promise<ShownRange> {
    return until(what, () => this.range(), isRight);
  }

  /** Messages of a type that the panel has posted, once it is at rest. */
  async posted<Type extends FromPanelMessage['type']>(
    type: Type,
  ): Promise<Extract<FromPanelMessage, { type: Type }>[]> {
    await this.atRest();
    const all = await this.page.evaluate(() => globalThis.host.posted);
    return all.filter((message): message is Extract<FromPanelMessage, { type: Type }> => message.type === type);
  }

  async waitForPosted(type: FromPanelMessage['type'], count = 1): Promise<void> {
    await this.page.waitForFunction(
      ([wanted, least]) => globalThis.host.posted.filter((message) => message.type === wanted).length >= least,
      [type, count] as const,
    );
  }

  /** Drags with Shift: picks the range between two points of the chart. */
  async dragRange(
    from: { readonly x: number; readonly y: number },
    to: { readonly x: number; readonly y: number },
  ): Promise<void> {
    const { keyboard, mouse } = this.page;
    await keyboard.down('Shift');
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(to.x, to.y, { steps: 4 });
    await mouse.up();
    await keyboard.up('Shift');
  }

  /** Page coordinates of a time in a row of a lane; without a depth, of its strip. */
  async pointOf(laneName: string, timeMs: number, depth?: number): Promise<{ x: number; y: number }> {
    const { startMs, endMs } = await this.range();
    const plot = await this.page.locator('.plot').boundingBox();
    const label = await this.page.locator('.lane-label').filter({ hasText: laneName }).first().boundingBox();
    assert.ok(plot && label, `lane ${laneName} is not on the page`);
    const x = plot.x + ((timeMs - startMs) / (endMs - startMs)) * plot.width;
    if (label.height < 30) return { x, y: label.y + label.height / 2 };
    return { x, y: label.y + (depth === undefined ? 7 : 13 + depth * 18 + 9) };
  }

  /** Colours on the lanes' canvas, once at rest, in a square about a point of the page, as `#rrggbb`, each once. */
  async coloursAt({ x, y }: { x: number; y: number }, reachPx = 0): Promise<string[]> {
    await this.atRest();
    return this.page.evaluate(
      ({ x, y, reachPx }) => {
        const canvas = document.querySelector<HTMLCanvasElement>('.lanes-canvas')!;
        const { left, top } = canvas.getBoundingClientRect();
        const ratio = devicePixelRatio;
        const size = Math.max(1, Math.round(2 * reachPx * ratio));
        const from = [(x - left - reachPx) * ratio, (y - top - reachPx) * ratio] as const;
        const copy = new OffscreenCanvas(size, size).getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(canvas, -Math.round(from[0]), -Math.round(from[1]));
        const { data } = copy.getImageData(0, 0, size, size);
        const colours = new Set<string>();
        for (let at = 0; at < data.length; at += 4) {
          const rgb = [data[at]!, data[at + 1]!, data[at + 2]!];
          const colour = rgb.map((part) => part.toString(16).padStart(2, '0')).join('');
          colours.add(data[at + 3] === 0 ? 'clear' : `#${colour}`);
        }
        return [...colours];
      },
      { x, y, reachPx },
    );
  }

  /** Value of a CSS variable of the page's theme. */
  async variable(name: string): Promise<string> {
    return this.page.evaluate((wanted) => getComputedStyle(document.body).getPropertyValue(wanted).trim(), name);
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(resultsDir, { recursive: true });
    await this.atRest();
    await this.page.screenshot({ path: path.join(resultsDir, `${name}.png`) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
