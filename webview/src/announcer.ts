import { element, setText } from './element.ts';

/** Says things to screen readers, politely; at most the newest one within a short time. */
export class Announcer {
  readonly root: HTMLElement = element('div', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Waits a moment, so that a held key does not make a flood of speech. */
  say(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.root, text), 250);
  }
}
