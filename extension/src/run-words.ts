/** What a run that shows nothing says in the panel: what happened, and the next step. */
import * as vscode from 'vscode';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import type { EndOfRun } from './end-of-run.ts';
import { OLDEST_NODE, type NodeChoice, type RejectedNode } from './node-candidates.ts';

type Failed = Extract<RunPhase, { type: 'failed' }>;

function failed(message: string, nextStep: string): Failed {
  return { type: 'failed', message, nextStep };
}

export function phaseOfEnd(end: EndOfRun): RunPhase {
  const { t } = vscode.l10n;
  switch (end.type) {
    case 'stopped':
    case 'ended':
      return end;
    case 'no-trace':
      return failed(
        end.exitCode === undefined
          ? t('The script did not start.')
          : t('The script ended with exit code {0} before anything could be recorded.', end.exitCode),
        t('The terminal below says why. Correct it and run again.'),
      );
    case 'threw-before-worker':
      return failed(
        t('The script ended with exit code {0} before it started a worker.', end.exitCode),
        t('Its error is in the terminal below. Correct it and run again.'),
      );
    case 'no-worker':
      return failed(
        t('The script ended well, but it never started a worker.'),
        t('Start a Process or a Pool inside the main guard, then run again.'),
      );
  }
}

/** There is no Node to run with. */
export function noNodePhase(choice: Extract<NodeChoice, { type: 'none' }>): RunPhase {
  const oldest = OLDEST_NODE.join('.');
  const named = choice.rejected.find(({ candidate }) => candidate.source === 'setting');
  if (named) {
    return failed(
      vscode.l10n.t('The setting parascope.nodePath names no Node that can run it: {0}.', describe(named)),
      vscode.l10n.t('Set it to a Node {0} or newer, or clear it to have one found. Then run again.', oldest),
    );
  }
  return failed(
    vscode.l10n.t('No Node {0} or newer was found. Tried: {1}.', oldest, choice.rejected.map(describe).join('; ')),
    vscode.l10n.t('Install Node {0} or newer, or set parascope.nodePath to one. Then run again.', oldest),
  );
}

function describe({ candidate, version }: RejectedNode): string {
  return version
    ? vscode.l10n.t('{0} is Node {1}', candidate.path, version)
    : vscode.l10n.t('{0} does not run', candidate.path);
}

export function taskRefusedPhase(error: unknown): RunPhase {
  return failed(
    vscode.l10n.t('The editor did not start the task: {0}', error instanceof Error ? error.message : String(error)),
    vscode.l10n.t('Close the terminal of the last run, then run again.'),
  );
}

export function scriptMissingPhase(script: vscode.Uri): RunPhase {
  return failed(
    vscode.l10n.t('There is no file {0}.', script.fsPath),
    vscode.l10n.t('It may have been moved or removed. Open the script where it is now, then run again.'),
  );
}

export function workerFailedPhase(error: unknown): RunPhase {
  return failed(
    vscode.l10n.t('The trace cannot be shown: {0}', error instanceof Error ? error.message : String(error)),
    vscode.l10n.t('Run again, or open another trace.'),
  );
}
