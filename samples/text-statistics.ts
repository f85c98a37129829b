/**
 * Statistics of the text files in many directories, serially and in parallel, and the time that is saved. Give a folder
 * as argument; without one, texts are made up.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Pool, isMain } from 'parascope';

interface Statistics {
  readonly files: number;
  readonly words: number;
  readonly distinct: number;
}

function statisticsOf(folder: string): Statistics {
  const seen = new Map<string, number>();
  const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  let words = 0;
  for (const file of files) {
    for (const [word] of readFileSync(path.join(folder, file), 'utf8')
      .toLowerCase()
      .matchAll(/\p{L}+/gu)) {
      seen.set(word, (seen.get(word) ?? 0) + 1);
      words++;
    }
  }
  return { files: files.length, words, distinct: seen.size };
}

function makeTexts(root: string): void {
  const syllables = ['pa', 'ra', 'sco', 'pe', 'mul', 'ti', 'pro', 'ces', 'sing'];
  let state = 1;
  const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  const word = (): string => Array.from({ length: 1 + next(4) }, () => syllables[next(syllables.length)]).join('');
  for (let folder = 0; folder < 12; folder++) {
    const into = path.join(root, `chapter-${folder}`);
    mkdirSync(into);
    for (let file = 0; file < 4; file++) {
      writeFileSync(path.join(into, `${file}.txt`), Array.from({ length: 15_000 }, word).join(' '));
    }
  }
}

function total(all: readonly Statistics[]): string {
  const [files, words] = all.reduce(([f, w], each) => [f + each.files, w + each.words], [0, 0]);
  return `${all.length} directories, ${files} files, ${words} words`;
}

if (isMain) {
  const given = process.argv[2];
  const root = given ?? mkdtempSync(path.join(os.tmpdir(), 'text-statistics-'));
  if (given === undefined) makeTexts(root);
  const folders = readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(root, name));

  const serialStart = performance.now();
  const serial = folders.map(statisticsOf);
  const serialMs = performance.now() - serialStart;
  console.log(`serial: ${total(serial)}`);

  await using pool = new Pool();
  const parallelStart = performance.now();
  const parallel = await pool.map(statisticsOf, folders, { chunksize: 1 });
  const parallelMs = performance.now() - parallelStart;
  console.log(`parallel: ${total(parallel)}`);
  console.log(
    `serial ${serialMs.toFixed(0)} ms, parallel ${parallelMs.toFixed(0)} ms: x${(serialMs / parallelMs).toFixed(2)}`,
  );
  if (given === undefined) rmSync(root, { recursive: true });
}
