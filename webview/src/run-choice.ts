/** Which of two runs the words, figures and tables speak of: a choice of two, and what it is called elsewhere. */
import type { RunSnapshot } from '../../trace/src/panel-session.ts';
import { element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { fill, strings } from './strings.ts';

/** Names of the two runs; null where one is shown. */
function runNames(snapshot: RunSnapshot | null): { readonly later: string; readonly before: string } | null {
  const { comparison } = snapshot ?? {};
  if (!comparison) return null;
  return {
    later: fill(strings.runLater, { name: fileOf(comparison.after.script) }),
    before: fill(strings.runBefore, { name: fileOf(comparison.before.script) }),
  };
}

function fileOf(script: string): string {
  return script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
}

/** Of which run figures are, as a part of a caption; empty where there is but one. */
export function runWords({ snapshot, ofBefore }: PanelState): string {
  const names = runNames(snapshot);
  return names ? fill(strings.ofRun, { run: ofBefore ? names.before : names.later }) : '';
}

/** The same where there is little room. */
export function shortRunName({ snapshot, ofBefore }: PanelState): string {
  if (!snapshot?.comparison) return '';
  return ofBefore ? strings.shortBefore : strings.shortLater;
}

/** Two radio buttons, which are one stop of the Tab key. */
export class RunChoice {
  readonly root: HTMLElement;
  readonly #later = radio();
  readonly #before = radio();
  readonly #names = [element('span'), element('span')] as const;

  /** `choose`: whether the run before was chosen. */
  constructor(choose: (isBefore: boolean) => void) {
    this.root = element('fieldset', { class: 'run-choice', hidden: '' }, [
      element('legend', {}, [strings.runChoice]),
      element('label', {}, [this.#later, this.#names[0]]),
      element('label', {}, [this.#before, this.#names[1]]),
    ]);
    this.#later.addEventListener('change', () => choose(false));
    this.#before.addEventListener('change', () => choose(true));
  }

  update({ snapshot, phase, ofBefore }: PanelState): void {
    const names = phase.type === 'failed' ? null : runNames(snapshot);
    this.root.hidden = names === null;
    if (!names) return;
    this.#names[0].textContent = names.later;
    this.#names[1].textContent = names.before;
    this.#later.checked = !ofBefore;
    this.#before.checked = ofBefore;
  }
}

function radio(): HTMLInputElement {
  return element('input', { type: 'radio', name: 'run' });
}
