/** The lenses of one document: which there are, over which lines, with which words. */
import type { CodeLens } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  PROFILE_COMMAND,
  RUN_COMMAND,
  SHOW_TIMELINE_COMMAND,
  type CodeLensMode,
  type LastRun,
  type ServerOptions,
} from '../../protocol/src/language.ts';
import { readScript, type ScriptReport, type TextRange } from './guards.ts';

/** Where lenses go in a script: its guards, or the first start of a script that has none. */
export function lensPlaces(report: ScriptReport, mode: CodeLensMode): readonly TextRange[] {
  if (mode === 'off' || (mode === 'auto' && !report.parallel)) return [];
  if (report.guards.length > 0) return report.guards;
  return report.unguarded ? [report.unguarded] : [];
}

/** Lenses of a document. `lastRun` adds what the script's last run showed. */
export function lensesOf(
  document: TextDocument,
  mode: CodeLensMode,
  words: ServerOptions,
  lastRun: LastRun | undefined,
): CodeLens[] {
  if (mode === 'off') return [];
  return lensPlaces(readScript(document.getText(), document.languageId), mode).flatMap((place) => {
    const start = document.positionAt(place.from);
    const range = { start, end: document.positionAt(Math.min(place.to, lineEnd(document, place.from))) };
    const lens = (title: string, command: string): CodeLens => ({
      range,
      command: { title, command, arguments: [document.uri] },
    });
    const lenses = [lens(words.runTitle, RUN_COMMAND), lens(words.profileTitle, PROFILE_COMMAND)];
    if (lastRun) lenses.push(lens(lastRunTitle(words.lastRunTitle, lastRun), SHOW_TIMELINE_COMMAND));
    return lenses;
  });
}

/** `last run at 14:20: 1.84 s, 1.2 of 8 cores busy: 62 % of worker time waits for the lock at pi.ts:14.` */
function lastRunTitle(template: string, { endedAt, headline }: LastRun): string {
  return template.replaceAll(/\{(\d)\}/g, (whole, index: string) => [endedAt, headline][Number(index)] ?? whole);
}

/** Offset of the end of the line that holds `offset`. */
function lineEnd(document: TextDocument, offset: number): number {
  const { line } = document.positionAt(offset);
  return document.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
}
