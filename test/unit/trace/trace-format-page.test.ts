import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NUMBER_COLUMNS, TEXT_COLUMN } from '../../../trace/src/arrow/schema.ts';
import { FORMAT_VERSION, RowKind } from '../../../trace/src/vocabulary.ts';

const page = readFileSync(new URL('../../../docs/TRACE_FORMAT.md', import.meta.url), 'utf8');

test('the page lists each kind of row with its number, and no other', () => {
  const listed = [...page.matchAll(/^\| (\w+) +\| (\d+) +\|/gm)].map(([, name, number]) => [name, Number(number)]);
  assert.deepEqual(listed, Object.entries(RowKind));
});

test('the page lists the columns in their order, and the version', () => {
  const listed = [...page.matchAll(/^\| (\w+) +\| (?:float|uint|utf)\d+ +\|/gm)].map(([, name]) => name);
  assert.deepEqual(listed, [...NUMBER_COLUMNS.map(({ name }) => name), TEXT_COLUMN]);
  assert.match(page, new RegExp(`^Version ${FORMAT_VERSION}\\.`, 'm'));
});
