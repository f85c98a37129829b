/** Whether functions of a CommonJS file may be strict where the file is not: only then must the file be parsed for that. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { host } from '../loader/host.ts';

const answers = new Map<string, boolean>();

/** A word in the file's text that could make it so: a class, or `'use strict'`. Read once per file. */
export function mayBeStrictInside(url: string): boolean {
  let answer = answers.get(url);
  if (answer === undefined) {
    answer = /\bclass\b|(['"])use strict\1/.test(host().transformed.get(url)?.code ?? textOf(url));
    answers.set(url, answer);
  }
  return answer;
}

function textOf(url: string): string {
  try {
    return readFileSync(fileURLToPath(url), 'utf8');
  } catch {
    // The file is gone: what its functions are is decided by their text alone.
    return '';
  }
}
