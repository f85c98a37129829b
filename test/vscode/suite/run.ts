/** First module of the tests in the extension host: runs every test file beside it (bundled) and writes what came out. */
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import type { SuiteRecord } from './suite-record.ts';
import { RESULTS_VARIABLE } from './suite-record.ts';

/** A test waits for more than one thing, each of which may take long on a busy machine. */
const TEST_TIMEOUT_MS = 200_000;

/** Called by VS Code. Rejects when a test failed, so that the exit code tells it too. */
export async function run(): Promise<void> {
  const resultsFile = process.env[RESULTS_VARIABLE];
  if (resultsFile === undefined)
    throw new Error(`${RESULTS_VARIABLE} is not set: start the suite by test/vscode/run-suite.ts`);
  // Written at once: when the extension host dies, what it had done is known.
  const write = (record: SuiteRecord) => appendFileSync(resultsFile, `${JSON.stringify(record)}\n`);

  // The base reporter prints nothing: the results file is the report.
  const mocha = new Mocha({ ui: 'tdd', timeout: TEST_TIMEOUT_MS, reporter: Mocha.reporters.Base, forbidPending: true });
  for (const file of readdirSync(__dirname).sort())
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('test', (test) => write({ type: 'start', title: test.fullTitle() }));
    runner.on('pass', (test) => write({ type: 'pass', title: test.fullTitle() }));
    runner.on('fail', (test, error: Error) =>
      write({ type: 'fail', title: test.fullTitle(), error: error.stack ?? String(error) }),
    );
  });
  write({ type: 'end' });
  if (failures > 0) throw new Error(`${failures} tests failed`);
}
