import type { ThreadState, WaitReason } from '../../trace/src/query.ts';
import { element } from './element.ts';
import { colourVariable } from './palette.ts';
import { stateWords } from './slice-words.ts';
import { strings } from './strings.ts';

/** States in the order of what one looks for first. */
const ENTRIES: readonly { readonly state: ThreadState; readonly reason?: WaitReason }[] = [
  { state: 'running' },
  { state: 'waiting', reason: 'lock' },
  { state: 'waiting', reason: 'get' },
  { state: 'waiting', reason: 'put' },
  { state: 'waiting', reason: 'join' },
  { state: 'waiting', reason: 'result' },
  { state: 'waiting', reason: 'blocked' },
  { state: 'runQueue' },
  { state: 'awaiting' },
  { state: 'serializing' },
  { state: 'gc' },
  { state: 'starting' },
  { state: 'idle' },
  { state: 'unknown' },
];

/** What the colours mean. */
export function legendView(): HTMLElement {
  const items = ENTRIES.map(({ state, reason }) => {
    const swatch = element('span', { class: 'swatch', 'data-state': reason ? `wait-${reason}` : state });
    swatch.setAttribute('aria-hidden', 'true');
    swatch.style.backgroundColor = `var(${colourVariable(state, reason)})`;
    return element('li', {}, [swatch, stateWords({ state, reason })]);
  });
  const cores = [
    ['use-program', strings.program],
    ['use-others', strings.others],
    ['use-instrument', strings.instrument],
  ].map(([use = '', words]) => {
    const swatch = element('span', { class: 'swatch', 'data-state': use, 'aria-hidden': 'true' });
    swatch.style.backgroundColor = `var(--${use})`;
    return element('li', {}, [swatch, words ?? '']);
  });
  return element('div', { class: 'legend' }, [
    element('h3', {}, [strings.groupThreads]),
    element('ul', {}, items),
    element('h3', {}, [strings.coresInUse]),
    element('ul', {}, cores),
  ]);
}
