/** The findings as a list: what is wrong, where, and what to change. Folded to one line: the verdict says the first one. */
import type { Finding } from '../../trace/src/summary.ts';
import { button, element, setText } from './element.ts';
import { parseLocation } from './source-location.ts';
import type { OpenSource } from './source-link.ts';
import { linkedSentence, sourceLink } from './source-link.ts';
import { fill, strings } from './strings.ts';
import { formatDuration, formatShare } from './time-format.ts';
import type { TimeRange } from './time-range.ts';

/** Where the page is this high, several findings are unfolded from the start: the lanes are seen below them. */
const ROOMY_PX = 900;

/** An estimate is no better than this. */
const MIN_GAIN_MS = 1;

const SEVERITY = {
  error: strings.findingError,
  warning: strings.findingWarning,
  info: strings.findingInfo,
} as const;

export interface FindingActions {
  readonly openSource: OpenSource;
  readonly show: (range: TimeRange) => void;
}

export class FindingsView {
  readonly root: HTMLElement = element('section', { class: 'findings', 'aria-label': strings.findings });
  readonly #actions: FindingActions;
  readonly #count = element('span', { class: 'finding-count' });
  readonly #names = element('span', { class: 'finding-names' });
  readonly #list = element('ul', { class: 'finding-list' });
  readonly #fold = element('details', {}, [element('summary', {}, [this.#count, ' ', this.#names]), this.#list]);
  #findings: readonly Finding[] = [];
  #key = '';

  constructor(actions: FindingActions) {
    this.#actions = actions;
    this.root.append(this.#fold);
    this.root.hidden = true;
  }

  /** While live, a list in use stays as it is: what one is about to click must not move. */
  update(findings: readonly Finding[], live: boolean): void {
    if (findings === this.#findings && this.#key !== '') return;
    if (live && (this.root.matches(':hover') || this.root.contains(document.activeElement))) return;
    const key = JSON.stringify(findings);
    if (key === this.#key) return;
    // Folded or not is the reader's: only the first list of a panel chooses.
    if (this.#findings.length === 0) this.#fold.open = findings.length > 1 && window.innerHeight >= ROOMY_PX;
    this.#key = key;
    this.#findings = findings;
    this.root.hidden = findings.length === 0;
    setText(
      this.#count,
      fill(findings.length === 1 ? strings.oneFinding : strings.manyFindings, { count: findings.length }),
    );
    this.#names.replaceChildren(...findings.map(nameOf));
    this.#list.replaceChildren(...findings.map((finding) => this.#item(finding)));
  }

  #item(finding: Finding): HTMLElement {
    const { openSource, show } = this.#actions;
    const { location, evidence } = finding;
    const place = location === undefined ? null : parseLocation(location);
    const known = [...(location === undefined ? [] : [location]), ...evidence.lines];
    const head = element('p', { class: 'finding-message' }, [
      element('span', { class: 'severity' }, [SEVERITY[finding.severity]]),
      ' ',
      ...linkedSentence(finding.message, known, openSource),
    ]);
    const remedy = element('p', { class: 'finding-remedy' }, linkedSentence(finding.remedy, known, openSource));
    const facts = element('div', { class: 'finding-facts' }, [
      element('code', { class: 'finding-id' }, [finding.id]),
      element('span', {}, [fill(strings.findingShare, { share: formatShare(finding.shareOfTime) })]),
    ]);
    const gainMs = finding.estimatedGainMs ?? 0;
    if (gainMs >= MIN_GAIN_MS) {
      facts.append(element('span', {}, [fill(strings.findingGain, { gain: formatDuration(gainMs * 1e6) })]));
    }
    // Of what went wrong nobody asks how much faster the run would be.
    if (finding.whyNoGain !== undefined && finding.severity !== 'error') {
      facts.append(element('span', {}, [fill(strings.findingNoGain, { why: finding.whyNoGain })]));
    }
    if (place && location !== undefined) facts.append(sourceLink(location, place, openSource));
    if (evidence.endNs > evidence.startNs)
      facts.append(button(strings.findingShow, 'text-button', () => show(evidence)));
    return element('li', { class: 'finding', 'data-severity': finding.severity }, [head, remedy, facts]);
  }
}

/** `lock-contention 62 %` */
function nameOf({ id, severity, shareOfTime }: Finding): HTMLElement {
  return element('span', { class: 'finding-name', 'data-severity': severity }, [
    element('span', { class: 'severity-mark', 'aria-hidden': 'true' }),
    `${id} ${formatShare(shareOfTime)}`,
  ]);
}
