/**
 * A headless Chromium for tests. Where it comes from: the CHROMIUM variable, else a Chromium or Chrome of the system,
 * else (as root on a Debian system) the system's package manager.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContextOptions, Page } from 'playwright-core';

/** Names by which a system's PATH knows a Chromium, best first. */
const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Places outside PATH where it lives on a desktop. */
const DESKTOP_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...[process.env['PROGRAMFILES'], process.env['PROGRAMFILES(X86)'], process.env['LOCALAPPDATA']]
    .filter((base) => base !== undefined)
    .flatMap((base) => [`${base}/Google/Chrome/Application/chrome.exe`, `${base}/Chromium/Application/chrome.exe`]),
];

const APT_INSTALL = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'];

/** Waits for another package manager at work instead of failing, and asks nothing. */
const APT_OPTIONS = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Use-Pty=0', '-qq'];

const FLAGS = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  // Only the machine itself is ever resolved: no test depends on the network, none waits for it.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** How long a page waits for what it is told to find: a watchdog, not an expectation. On a busy machine everything takes long. */
export const PATIENCE_MS = 90_000;

/** How many times slower than the machine a page's thread runs: above 1, tests meet the races of slow machines. */
const SLOWDOWN = Number(process.env['PARASCOPE_TEST_SLOWDOWN'] ?? '1');

/** A running browser; disposing of it ends it with all its pages. */
export interface TestBrowser extends AsyncDisposable {
  /** A page in a context of its own: no cookies, storage or permissions are shared with another. */
  newPage(options?: BrowserContextOptions): Promise<Page>;
}

/**
 * Starts the browser.
 * @throws when there is none and none can be installed: the message says what to do.
 */
export async function launchBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium() ?? installChromium();
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS }).catch((error: unknown) => {
    throw new Error(`${executablePath} does not start: set CHROMIUM to another Chromium or Chrome`, { cause: error });
  });
  return {
    newPage: async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      if (SLOWDOWN !== 1)
        await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROMIUM names ${named}, which does not exist`);
    return named;
  }
  const onPath = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .flatMap((folder) => COMMANDS.map((command) => path.join(folder, command)));
  return [...onPath, ...DESKTOP_PLACES].find((file) => existsSync(file));
}

function installChromium(): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      'no Chromium found: install Chromium or Chrome (Debian: apt-get install chromium), or set CHROMIUM to its path',
    );
  console.log(`Installing Chromium for the tests (apt-get ${APT_INSTALL.join(' ')}) …`);
  // A fresh container has no package lists; with lists the install works without an update.
  const installed = apt(APT_INSTALL).status === 0 || (apt(['update']).status === 0 && apt(APT_INSTALL).status === 0);
  const executable = findChromium();
  if (!installed || executable === undefined)
    throw new Error('apt-get could not install chromium: see its output above');
  return executable;
}

function apt(args: readonly string[]) {
  return spawnSync('apt-get', [...APT_OPTIONS, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}
