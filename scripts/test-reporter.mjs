// Reporter for node:test: one line per failed test with its error, and the counts as JSON in $PARASCOPE_TEST_COUNTS.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

export default async function* report(source) {
  const counts = { passed: 0, failed: 0 };
  for await (const event of source) {
    if (event.type === 'test:stdout' || event.type === 'test:stderr') yield event.data.message;
    const leaf = event.data?.details?.type !== 'suite';
    if (event.type === 'test:pass' && leaf) counts.passed++;
    if (event.type !== 'test:fail') continue;
    const error = event.data.details.error;
    if (error?.failureType === 'subtestsFailed') continue;
    counts.failed++;
    yield `\nFAILED ${event.data.name}\n  ${event.data.file ?? ''}:${event.data.line ?? ''}\n${inspect(error?.cause ?? error)}\n`;
  }
  if (process.env['PARASCOPE_TEST_COUNTS']) writeFileSync(process.env['PARASCOPE_TEST_COUNTS'], JSON.stringify(counts));
}
