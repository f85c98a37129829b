import type { SourceLocation } from '../../trace/src/query.ts';
import { element } from './element.ts';
import { splitLocations } from './source-location.ts';
import { unbroken } from './time-format.ts';

export type OpenSource = (location: SourceLocation) => void;

/** A link that opens the source. */
export function sourceLink(text: string, location: SourceLocation, open: OpenSource): HTMLAnchorElement {
  const link = element('a', { href: '#source', class: 'source-link' }, [text]);
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(location);
  });
  return link;
}

/**
 * A sentence of the trace as the page shows it: places in the source are links, and no unit leaves its number. `locate`: where a place
 * is, asked once for each in their order; default: as it is written.
 */
export function linkedSentence(
  sentence: string,
  known: readonly string[],
  open: OpenSource,
  locate: (location: SourceLocation, text: string) => SourceLocation = (location) => location,
): Node[] {
  return splitLocations(sentence, known).map(({ text, location }) =>
    location ? sourceLink(text, locate(location, text), open) : document.createTextNode(unbroken(text)),
  );
}
