/** The bundled samples and how one is copied. Nothing here shows anything to the person. */
import { constants } from 'node:fs';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Sample {
  readonly file: string;
  /** `pi-shared-value` */
  readonly name: string;
  /** The first sentence of the sample's own comment. */
  readonly description: string;
}

/** The samples in a folder, by name. */
export async function listSamples(folder: string): Promise<Sample[]> {
  const names = (await readdir(folder)).filter((name) => /\.[cm]?ts$/.test(name) && !name.endsWith('.d.ts')).sort();
  return await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, name: path.parse(name).name, description: firstSentence(await readFile(file, 'utf8')) };
    }),
  );
}

/** The first sentence of a script's leading comment; empty where there is none. */
export function firstSentence(text: string): string {
  const comment = /^\s*(?:\/\*\*?([\s\S]*?)\*\/|((?:\/\/[^\n]*\n)+))/.exec(text);
  const words = (comment?.[1] ?? comment?.[2] ?? '')
    .split('\n')
    .map((line) => line.replace(/^\s*(?:\*|\/\/)\s?/, '').trim())
    .join(' ')
    .trim();
  return /^.*?[.!?](?=\s|$)/.exec(words)?.[0] ?? words;
}

/** Copies a sample; false when `target` exists and `overwrite` is not set. */
export async function copySample(file: string, target: string, options: { overwrite: boolean }): Promise<boolean> {
  try {
    await copyFile(file, target, options.overwrite ? 0 : constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
