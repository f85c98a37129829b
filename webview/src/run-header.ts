/** The top of the panel: what the run is at, the verdict, and the figures. */
import type { RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';
import type { SourceLocation } from '../../trace/src/query.ts';
import type { RunSummary } from '../../trace/src/summary.ts';
import { splitVerdict } from '../../trace/src/verdict-parts.ts';
import { button, element, setText } from './element.ts';
import type { PanelState } from './panel-state.ts';
import type { OpenSource } from './source-link.ts';
import { linkedSentence } from './source-link.ts';
import { besideScript } from './source-location.ts';
import { RunChoice } from './run-choice.ts';
import { fill, strings } from './strings.ts';
import { formatCount, formatDuration, formatElapsed, formatShare } from './time-format.ts';

export interface HeaderActions {
  readonly canRun: boolean;
  readonly openSource: OpenSource;
  readonly stop: () => void;
  readonly runAgain: () => void;
  /** Of two runs: whether to speak of the run before. */
  readonly speakOf: (isBefore: boolean) => void;
}

/** VTune's bands. */
function bandOf(efficiency: number): { readonly key: string; readonly word: string } {
  if (efficiency <= 0.5) return { key: 'poor', word: strings.bandPoor };
  return efficiency <= 0.85 ? { key: 'ok', word: strings.bandOk } : { key: 'ideal', word: strings.bandIdeal };
}

function phaseText({ phase, isSaved = false }: RunSnapshot): string {
  switch (phase.type) {
    case 'starting':
      return isSaved ? strings.phaseReading : strings.phaseStarting;
    case 'running':
      return strings.phaseRunning;
    case 'ended':
      return fill(strings.phaseEnded, { code: Number.isNaN(phase.exitCode) ? '?' : phase.exitCode });
    case 'stopped':
      return strings.phaseStopped;
    case 'failed':
      return strings.phaseFailed;
  }
}

function phaseKey(phase: RunPhase): string {
  return phase.type === 'ended' && phase.exitCode !== 0 ? 'failed' : phase.type;
}

export class RunHeader {
  readonly root: HTMLElement = element('header', { class: 'run-header' });
  readonly #actions: HeaderActions;
  readonly #title = element('h1', { class: 'run-title' });
  readonly #phase = element('span', { class: 'phase-text' });
  readonly #elapsed = element('span', { class: 'phase-elapsed' });
  readonly #badge: HTMLElement;
  readonly #verdict = element('p', { class: 'verdict' });
  readonly #comparison = element('p', { class: 'comparison', hidden: '' });
  readonly #choice: RunChoice;
  readonly #figures = element('dl', { class: 'figures' });
  readonly #dropped = element('p', { class: 'dropped', hidden: '' });
  readonly #odd = element('p', { class: 'odd-rows', hidden: '' });
  readonly #reduced = element('p', { class: 'reduced', hidden: '' });
  readonly #stop: HTMLButtonElement;
  readonly #runAgain: HTMLButtonElement;
  #shown = '';

  constructor(actions: HeaderActions) {
    this.#actions = actions;
    this.#badge = element('span', { class: 'phase' }, [
      element('span', { class: 'phase-dot', 'aria-hidden': 'true' }),
      this.#phase,
      this.#elapsed,
    ]);
    this.#choice = new RunChoice(actions.speakOf);
    this.#stop = button(strings.stop, 'button', actions.stop);
    this.#runAgain = button(strings.runAgain, 'button', actions.runAgain);
    const line = element('div', { class: 'run-line' }, [this.#title, this.#badge, this.#stop, this.#runAgain]);
    this.root.append(line, this.#comparison, this.#choice.root, this.#verdict, this.#figures);
    this.root.append(this.#dropped, this.#odd, this.#reduced);
  }

  update(state: PanelState, nowMs: number): void {
    const { snapshot, phase } = state;
    setText(this.#title, snapshot?.title ?? '');
    setText(this.#phase, snapshot ? phaseText(snapshot) : strings.connecting);
    this.#badge.dataset['phase'] = phaseKey(phase);
    setText(this.#elapsed, this.#elapsedText(state, nowMs));
    const isRun = this.#actions.canRun && snapshot?.isSaved !== true;
    this.#stop.hidden = !(isRun && snapshot !== null && state.live);
    // Of two runs nobody could say which.
    this.#runAgain.hidden = !isRun || state.live || snapshot?.comparison !== undefined;
    showCount(this.#dropped, strings.dropped, snapshot?.dropped ?? 0);
    showCount(this.#odd, strings.oddRows, snapshot?.oddRows ?? 0);
    const { reducedBelowMs } = snapshot ?? {};
    this.#reduced.hidden = reducedBelowMs === undefined;
    if (reducedBelowMs !== undefined)
      setText(this.#reduced, fill(strings.reduced, { least: formatDuration(reducedBelowMs * 1e6) }));
    this.#choice.update(state);
    // What the summary says changes seldom; links must not be rebuilt under the pointer.
    const key = JSON.stringify([
      phase,
      snapshot?.isSaved,
      snapshot?.comparison,
      state.summary?.verdict,
      snapshot?.summary && figureRows(snapshot.summary),
    ]);
    if (key === this.#shown) return;
    this.#shown = key;
    this.#showVerdict(state);
    this.#showComparison(state);
    // Of a run that has nothing to show the figures say nothing either: what happened and the next step stand alone.
    this.#showFigures(phase.type === 'failed' ? null : snapshot);
  }

  #elapsedText(state: PanelState, nowMs: number): string {
    if (state.phase.type === 'running') return formatElapsed(state.endNs + (nowMs - state.receivedAtMs) * 1e6);
    const { summary } = state.snapshot ?? {};
    return summary && state.phase.type !== 'starting' ? formatDuration(summary.wallMs * 1e6) : '';
  }

  #showVerdict({ snapshot, summary, phase, live }: PanelState): void {
    this.#verdict.classList.toggle('is-problem', phase.type === 'failed');
    if (phase.type === 'failed') {
      const next = element('span', { class: 'next-step' }, [phase.nextStep]);
      this.#verdict.classList.remove('is-quiet');
      this.#verdict.replaceChildren(phase.message, ' ', next);
      return;
    }
    const known = summary?.findings.flatMap(({ location, evidence }) => [
      ...(location ? [location] : []),
      ...evidence.lines,
    ]);
    const notYet = snapshot?.isSaved === true ? strings.noVerdictOnFile : strings.noVerdictYet;
    const fallback = live ? notYet : strings.noData;
    this.#verdict.classList.toggle('is-quiet', !summary?.verdict);
    const { headline, advice } = splitVerdict(summary ?? { verdict: fallback });
    const words = (text: string): Node[] => linkedSentence(text, known ?? [], this.#actions.openSource);
    const more = advice === '' ? [] : [' ', element('span', { class: 'verdict-advice' }, words(advice))];
    this.#verdict.replaceChildren(...words(headline), ...more);
  }

  /** What the two runs come to, and why that is to be taken with care. */
  #showComparison({ snapshot, phase }: PanelState): void {
    const comparison = phase.type === 'failed' ? undefined : snapshot?.comparison;
    this.#comparison.hidden = comparison === undefined;
    if (!comparison) return;
    const { sentence, notes, findings, before, after } = comparison;
    const known = findings.flatMap((change) => [
      ...('before' in change ? [change.before.location ?? ''] : []),
      ...('after' in change ? [change.after.location ?? ''] : []),
    ]);
    // What is gone is told first, by its line in the run before.
    let gone = findings.find((change) => change.change === 'gone')?.before.location;
    const locate = (location: SourceLocation, text: string): SourceLocation => {
      const { script } = text === gone ? before : after;
      if (text === gone) gone = undefined;
      return besideScript(location, script);
    };
    const words = (text: string): Node[] => linkedSentence(text, known, this.#actions.openSource, locate);
    this.#comparison.replaceChildren(
      ...words(fill(strings.compared, { sentence })),
      ...notes.map((note) => element('span', { class: 'comparison-note' }, words(note))),
    );
  }

  /** Of two runs both columns, whichever is spoken of. */
  #showFigures(snapshot: RunSnapshot | null): void {
    const rows = snapshot?.summary ? figureRows(snapshot.summary) : [];
    const before = snapshot?.summaryBefore ? figureRows(snapshot.summaryBefore) : [];
    this.#figures.hidden = rows.length === 0;
    this.#figures.replaceChildren(
      ...rows.map(({ label, value, note, band }, index) => {
        const more = note === '' ? [] : [' ', element('span', { class: 'figure-note', 'data-band': band }, [note])];
        const parts = [element('dt', {}, [label]), element('dd', {}, [value, ...more])];
        const other = before[index];
        if (other) {
          const words = fill(strings.figureBefore, { value: other.value });
          parts.push(element('dd', { class: 'figure-before' }, [words]));
        }
        return element('div', { class: 'figure' }, parts);
      }),
    );
  }
}

interface FigureRow {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  /** Of the note. */
  readonly band: string;
}

function figureRows({ wallMs, cores, efficiency, threads, tasks }: RunSummary): FigureRow[] {
  const band = bandOf(efficiency);
  const workers = threads.filter(({ role }) => role === 'worker' || role === 'process').length;
  const busy = fill(strings.coresBusyValue, { busy: cores.busyMean.toFixed(1), available: cores.available });
  const median =
    tasks.count > tasks.unfinished ? fill(strings.tasksMedian, { median: formatDuration(tasks.p50Ms * 1e6) }) : '';
  const plain = { note: '', band: '' };
  return [
    { label: strings.wall, value: formatDuration(wallMs * 1e6), ...plain },
    { label: strings.coresBusy, value: busy, ...plain },
    { label: strings.efficiency, value: formatShare(efficiency), note: band.word, band: band.key },
    { label: strings.workers, value: formatCount(workers), ...plain },
    { label: strings.tasks, value: formatCount(tasks.count), note: median, band: '' },
  ];
}

/** Says how many there were of what makes figures less sure; nothing where there was nothing. */
function showCount(node: HTMLElement, template: string, count: number): void {
  node.hidden = count <= 0;
  setText(node, count > 0 ? fill(template, { count: formatCount(count) }) : '');
}
