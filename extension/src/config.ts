/** The extension's settings, typed. The manifest declares the same ones with the same defaults (a test compares them). */
import * as vscode from 'vscode';
import type { CodeLensMode } from '../../protocol/src/language.ts';

/** Settings below `parascope.` and their defaults. */
export interface Settings {
  /** When lenses are shown over main guards. */
  readonly codeLens: CodeLensMode;
  /** Path of the Node that runs scripts; empty = found by itself. */
  readonly nodePath: string;
  /** Whether traces say in short what tasks are given. */
  readonly recordArguments: boolean;
  /** How many runs' traces are kept. */
  readonly keepRuns: number;
  /** How much they may take together, MB. */
  readonly keepRunsMegabytes: number;
}

export const DEFAULTS: Settings = {
  codeLens: 'auto',
  nodePath: '',
  recordArguments: true,
  keepRuns: 20,
  keepRunsMegabytes: 1024,
};

/** The value in force, for `scope` where one is given. */
export function setting<K extends keyof Settings>(key: K, scope?: vscode.Uri): Settings[K] {
  return vscode.workspace.getConfiguration('parascope', scope ?? null).get<Settings[K]>(key, DEFAULTS[key]);
}
