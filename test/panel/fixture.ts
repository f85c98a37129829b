import { after } from 'node:test';
import { launchBrowser, type TestBrowser } from '../browser.ts';
import type { OpenOptions } from './panel-page.ts';
import { PanelPage, servePanel, type PanelServer } from './panel-page.ts';

export interface PanelFixture {
  open(options?: OpenOptions): Promise<PanelPage>;
  browser(): Promise<TestBrowser>;
}

interface Running {
  readonly browser: TestBrowser;
  readonly server: PanelServer;
}

async function start(): Promise<Running> {
  return { browser: await launchBrowser(), server: await servePanel() };
}

/** One browser and one server for the tests of a file: they start with the first that needs them and end with the last. */
export function panelFixture(): PanelFixture {
  let starting: Promise<Running> | undefined;
  const running = (): Promise<Running> => (starting ??= start());
  after(async () => {
    if (!starting) return;
    const { browser, server } = await starting;
    await browser[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });
  return {
    async open(options) {
      const { browser, server } = await running();
      return PanelPage.open(browser, server, options);
    },
    browser: async () => (await running()).browser,
  };
}
