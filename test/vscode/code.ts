/**
 * A stand-in for the desktop's `code`, as far as `runTests({ vscodeExecutablePath })` of @vscode/test-electron needs it:
 * runs an extension test module in the extension host of a VS Code server and exits with its code.
 *
 * The workbench reports success when the extension host dies, so an exit code of 0 alone proves nothing: see
 * run-suite.ts, which asks for a result that was written after the last test.
 */
import { format, parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from '../browser.ts';
import { startServer } from './server.ts';
import { gotoWorkbench } from './workbench.ts';

/** Exit codes of our own, where the tests give none. */
const PAGE_CRASHED = 70;
const TIMED_OUT = 72;
const USAGE = 64;

/** Each test has its own, shorter limit: this one is for a workbench that never starts them. All of them together stay below it. */
const TIMEOUT_MS = 1_200_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});

/** A path as given, or the path of a file: URI. */
function toPath(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.startsWith('file:') ? fileURLToPath(value) : value;
}

async function runTests(): Promise<number> {
  const extensionTestsPath = toPath(values.extensionTestsPath);
  if (extensionTestsPath === undefined) {
    console.error('this stand-in for VS Code only runs extension tests: --extensionTestsPath is missing');
    return USAGE;
  }
  const development = values.extensionDevelopmentPath;
  const [open, userDataDir, extensionsDir] = [positionals[0], values['user-data-dir'], values['extensions-dir']].map(
    toPath,
  );
  await using server = await startServer({
    ...(userDataDir !== undefined && { userDataDir }),
    ...(extensionsDir !== undefined && { extensionsDir }),
  });
  await using browser = await launchBrowser();
  const page = await browser.newPage();
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  // The two functions through which the workbench hands out the extension host's console and the tests' exit code.
  await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) => {
    const line = format(...args);
    if (process.env['PARASCOPE_VSCODE_LOG'] === '1') console.log(line);
  });
  await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
  page.on('crash', () => {
    console.error('the page of the workbench crashed');
    end(PAGE_CRASHED);
  });
  using _watchdog = startWatchdog(() => {
    console.error(`the tests gave no result in ${TIMEOUT_MS / 1000} s`);
    end(TIMED_OUT);
  });
  await gotoWorkbench(page, server, {
    ...(open !== undefined && { open }),
    extensionDevelopmentPaths: Array.isArray(development) ? development.flatMap((value) => toPath(value) ?? []) : [],
    extensionTestsPath,
  });
  return await ended;
}

function startWatchdog(bark: () => void): Disposable {
  const timer = setTimeout(bark, TIMEOUT_MS);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}

// Standard input ends with the test process, however that ends: then nobody waits for the result, and the server and the
// browser go with this process.
process.stdin.on('end', () => process.exit(1)).resume();
process.exit(await runTests());
