import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { RunSummary } from '../../trace/src/summary.ts';
import { parascope, temporaryFolder } from './run-command.ts';

const scripts = path.join(import.meta.dirname, '../corpus/scripts');
/** Stands at the end of the line that the finding must name. */
const FINDING = '// finding';
const BUSY = /other programs keep .* run it again on a quiet machine/;
/** Is followed by what the line is in the twin. */
const TWIN = /^(\s*).*\/\/ twin: (.*)$/m;

async function run(script: string): Promise<RunSummary> {
  const json = `${script}.json`;
  const { stderr } = await parascope(['run', `--json=${json}`, script]);
  const text = readFileSync(json, 'utf8');
  assert.ok(text !== '', stderr);
  return JSON.parse(text) as RunSummary;
}

// One after the other: what they show must not come from each other.
describe(
  'real programs that have a finding, and their twins, which differ in one line and have not',
  { concurrency: 1 },
  () => {
    for (const file of readdirSync(scripts).filter((name) => name.endsWith('.ts'))) {
      const id = path.basename(file, '.ts');

      test(id, async (t) => {
        const folder = temporaryFolder(t);
        const text = readFileSync(path.join(scripts, file), 'utf8');
        assert.match(text, TWIN, 'one line has a twin');
        const [script, twin] = [path.join(folder, file), path.join(folder, `twin-of-${file}`)];
        writeFileSync(script, text);
        writeFileSync(twin, text.replace(TWIN, '$1$2'));

        const found = await run(script);
        const finding = found.findings.find((each) => each.id === id);
        // What a machine that others keep busy does to the times is not laid at the door of the script: then that is said.
        if (finding === undefined && BUSY.test(found.verdict)) {
          t.diagnostic(found.verdict);
          return;
        }
        assert.ok(finding, `not found: ${found.verdict}`);
        const line = text.split('\n').findIndex((each) => each.endsWith(FINDING)) + 1;
        if (line > 0) assert.equal(finding.location, `${file}:${line}`);

        const other = await run(twin);
        const ids = other.findings.map((each) => each.id as string);
        assert.ok(!ids.includes(id), `the twin has it too: ${other.verdict}`);
      });
    }
  },
);
