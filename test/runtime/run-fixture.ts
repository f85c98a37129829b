/** Runs a fixture script as a user would: the built package, preloaded, on the Node under test. */
import path from 'node:path';
import { runProcess, type ProcessOptions, type ProcessRun } from '../run-process.ts';

const root = path.resolve(import.meta.dirname, '../..');
export const nodeUnderTest: string = process.env['PARASCOPE_TEST_NODE'] ?? process.execPath;
export const register: string = path.join(root, 'runtime/dist/register.js');

export type FixtureRun = ProcessRun;

export interface FixtureOptions extends ProcessOptions {
  readonly args?: readonly string[];
}

/** `fixture` is a path below test/runtime/fixtures. */
export function runFixture(fixture: string, options: FixtureOptions = {}): Promise<FixtureRun> {
  const script = path.join(import.meta.dirname, 'fixtures', fixture);
  return runNode(['--require', register, script, ...(options.args ?? [])], options);
}

/** Runs Node with these arguments; in the root of the project by default. */
export function runNode(args: readonly string[], options: ProcessOptions = {}): Promise<FixtureRun> {
  return runProcess([nodeUnderTest, ...args], { cwd: root, ...options });
}
