/** Bundles a folder of extension tests, runs them inside a VS Code, and gives the outcome of each. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire, SourceMap } from 'node:module';
import type { SourceMapPayload } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cacheDir, root } from '../../scripts/toolchain.mjs';
import { canInstallVscodeServer } from './install.ts';
import type { SuiteRecord } from './suite/suite-record.ts';
import { RESULTS_VARIABLE } from './suite/suite-record.ts';

export interface SuiteOutcome {
  readonly tests: readonly { readonly title: string; readonly error?: string }[];
  /** What went wrong outside the tests; absent when the suite ran to its end. */
  readonly failure?: string;
}

/**
 * Which VS Code runs the tests: `web` is the server from npm with a headless browser, `desktop` is downloaded from its
 * vendor and needs a display. PARASCOPE_VSCODE chooses; by default `web` wherever the server can be installed.
 */
export function vscodeKind(): 'web' | 'desktop' {
  const wanted = process.env['PARASCOPE_VSCODE'] ?? '';
  if (wanted === '') return canInstallVscodeServer() ? 'web' : 'desktop';
  if (wanted !== 'web' && wanted !== 'desktop')
    throw new Error(`PARASCOPE_VSCODE is ${wanted}: expected web or desktop`);
  return wanted;
}

/**
 * Runs the `*.test.ts` of a folder with this project's extension, on a copy of a workspace folder.
 * Each test of the outcome ran; one that had begun when the extension host died has that as its error.
 */
export async function runSuite(suiteFolder: string, workspace: string): Promise<SuiteOutcome> {
  const temporary = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'parascope-suite-')));
  try {
    const bundles = path.join(temporary, 'suite');
    const folder = path.join(temporary, 'workspace');
    const results = path.join(temporary, 'results.jsonl');
    cpSync(workspace, folder, { recursive: true });
    await bundleSuite(suiteFolder, bundles);
    const failure = await runTests({
      ...(vscodeKind() === 'web'
        ? { vscodeExecutablePath: writeStandIn(temporary) }
        : { cachePath: path.join(cacheDir(), 'vscode-desktop') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(bundles, 'run.cjs'),
      launchArgs: [
        folder,
        `--user-data-dir=${path.join(temporary, 'user-data')}`,
        `--extensions-dir=${path.join(temporary, 'extensions')}`,
      ],
      extensionTestsEnv: { [RESULTS_VARIABLE]: results },
    }).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof TestRunFailedError) return error.message;
        throw new Error(`the ${vscodeKind()} VS Code did not run (PARASCOPE_VSCODE chooses web or desktop)`, {
          cause: error,
        });
      },
    );
    const records = existsSync(results) ? readFileSync(results, 'utf8') : '';
    return toOutcome(toSourcePlaces(records, bundles), failure);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Reads the records. The exit code alone is no proof: the web workbench gives 0 when the extension host dies. */
export function toOutcome(lines: string, failure: string | undefined): SuiteOutcome {
  const records = lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as SuiteRecord);
  const errors = new Map<string, string | undefined>();
  for (const record of records) {
    if (record.type === 'start') errors.set(record.title, 'the extension host died during this test');
    if (record.type === 'pass') errors.set(record.title, undefined);
    if (record.type === 'fail') errors.set(record.title, record.error);
  }
  const tests = [...errors].map(([title, error]) => ({ title, ...(error !== undefined && { error }) }));
  const reason = describeFailure(records, tests, failure);
  return { tests, ...(reason !== undefined && { failure: reason }) };
}

/** Replaces places in the bundles by those in the sources. (The extension host makes its stacks without source maps.) */
function toSourcePlaces(text: string, bundles: string): string {
  const maps = new Map<string, SourceMap>();
  const mapOf = (file: string) => {
    const known = maps.get(file);
    if (known !== undefined) return known;
    const encoded = readFileSync(file, 'utf8').split('sourceMappingURL=data:application/json;base64,').at(-1) ?? '';
    const map = new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString()) as SourceMapPayload);
    maps.set(file, map);
    return map;
  };
  return text.replaceAll(/([^\s("]+\.cjs):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    if (path.dirname(file) !== bundles) return place;
    const origin = mapOf(file).findOrigin(Number(line), Number(column));
    return 'fileName' in origin
      ? `${path.resolve(bundles, origin.fileName)}:${origin.lineNumber}:${origin.columnNumber}`
      : place;
  });
}

function describeFailure(
  records: readonly SuiteRecord[],
  tests: SuiteOutcome['tests'],
  failure: string | undefined,
): string | undefined {
  if (records.at(-1)?.type !== 'end')
    return `the extension host ended before the tests did (${records.length} records, ${failure ?? 'exit code 0'})`;
  if (tests.length === 0) return 'the suite has no tests';
  return failure !== undefined && tests.every(({ error }) => error === undefined) ? failure : undefined;
}

/** Mocha stays outside the bundles: all of them must register their tests with the same one. */
async function bundleSuite(suiteFolder: string, outdir: string): Promise<void> {
  const mocha = createRequire(import.meta.url).resolve('mocha');
  const tests = readdirSync(suiteFolder).filter((file) => file.endsWith('.test.ts'));
  await build({
    entryPoints: [path.join(import.meta.dirname, 'suite/run.ts'), ...tests.map((file) => path.join(suiteFolder, file))],
    outdir,
    outExtension: { '.js': '.cjs' },
    entryNames: '[name]',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode'],
    plugins: [
      {
        name: 'one-mocha',
        setup: (bundler) => bundler.onResolve({ filter: /^mocha$/ }, () => ({ path: mocha, external: true })),
      },
    ],
    logLevel: 'warning',
  });
}

/** An executable that runs code.ts on the Node of this process, whatever `node` on PATH is. */
function writeStandIn(folder: string): string {
  const file = path.join(folder, 'bin/code');
  mkdirSync(path.dirname(file));
  const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
  writeFileSync(
    file,
    `#!/bin/sh\nexec ${quote(process.execPath)} ${quote(path.join(import.meta.dirname, 'code.ts'))} "$@"\n`,
    {
      mode: 0o755,
    },
  );
  return file;
}
