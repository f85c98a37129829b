/** The findings as a list: what is wrong, where, and what to change. */
import type { Finding } from '../../trace/src/summary.ts';
import { button, element } from './element.ts';
import { parseLocation } from './source-location.ts';
import type { OpenSource } from './source-link.ts';
import { linkedSentence, sourceLink } from './source-link.ts';
import { fill, strings } from './strings.ts';
import { formatShare } from './time-format.ts';
import type { TimeRange } from './time-range.ts';

const SHOWN_FIRST = 3;

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
  #findings: readonly Finding[] = [];
  #key = '';
  #expanded = false;

  constructor(actions: FindingActions) {
    this.#actions = actions;
  }

  /** While live, a list in use stays as it is: what one is about to click must not move. */
  update(findings: readonly Finding[], live: boolean): void {
    if (findings === this.#findings && this.#key !== '') return;
    if (live && (this.root.matches(':hover') || this.root.contains(document.activeElement))) return;
    const key = JSON.stringify([findings, this.#expanded]);
    if (key === this.#key) return;
    this.#key = key;
    this.#findings = findings;
    this.root.hidden = findings.length === 0;
    const shown = this.#expanded ? findings : findings.slice(0, SHOWN_FIRST);
    const list = element(
      'ul',
      { class: 'finding-list' },
      shown.map((finding) => this.#item(finding)),
    );
    this.root.replaceChildren(list, ...this.#moreButton(findings.length));
  }

  #moreButton(count: number): Node[] {
    if (count <= SHOWN_FIRST) return [];
    const label = this.#expanded ? strings.fewerFindings : fill(strings.moreFindings, { count: count - SHOWN_FIRST });
    const toggle = button(label, 'text-button', () => {
      this.#expanded = !this.#expanded;
      this.update([...this.#findings], false);
      this.root.querySelector<HTMLElement>(':scope > button')?.focus();
    });
    toggle.setAttribute('aria-expanded', String(this.#expanded));
    return [toggle];
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
    if (place && location !== undefined) facts.append(sourceLink(location, place, openSource));
    if (evidence.endNs > evidence.startNs)
      facts.append(button(strings.findingShow, 'text-button', () => show(evidence)));
    return element('li', { class: 'finding', 'data-severity': finding.severity }, [head, remedy, facts]);
  }
}
