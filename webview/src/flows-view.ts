/** The flows of the selected slice as lists of links: who let it go on, and whom it let go on. */
import type { Flow, SliceFlows } from '../../trace/src/query.ts';
import { button, element } from './element.ts';
import type { PanelState } from './panel-state.ts';
import { shortLocation } from './source-location.ts';
import type { OpenSource } from './source-link.ts';
import { sourceLink } from './source-link.ts';
import { fill, strings } from './strings.ts';
import { formatCount, formatInstant } from './time-format.ts';

/** Times of flows are told to this, ns. */
const STEP_NS = 10_000;

export interface FlowActions {
  readonly openSource: OpenSource;
  /** Goes to the other end. */
  readonly follow: (flow: Flow) => void;
}

export function flowLists({ flows, more }: SliceFlows, state: PanelState, actions: FlowActions): HTMLElement[] {
  const lists = (['in', 'out'] as const).flatMap((direction) => {
    const own = flows.filter((flow) => flow.direction === direction);
    return own.length === 0 ? [] : [flowList(own, state, actions)];
  });
  if (more > 0)
    lists.push(element('p', { class: 'flows-more' }, [fill(strings.flowsMore, { count: formatCount(more) })]));
  return lists;
}

function flowList(flows: readonly Flow[], state: PanelState, actions: FlowActions): HTMLElement {
  const title = flows[0]?.direction === 'in' ? strings.flowsIn : strings.flowsOut;
  const items = flows.map((flow) => flowItem(flow, state.laneName(flow.there.laneId), actions));
  return element('div', { class: 'flows' }, [
    element('h3', {}, [title]),
    element('ul', { 'aria-label': title }, items),
  ]);
}

function flowItem(flow: Flow, lane: string, { openSource, follow }: FlowActions): HTMLElement {
  const { location, slice, timeNs } = flow.there;
  const what = flowWords(flow, lane);
  const time = formatInstant(timeNs, STEP_NS);
  const link = button(what, 'flow-link', () => follow(flow));
  const label = slice
    ? fill(strings.flowGo, { title: slice.title, what, time })
    : fill(strings.flowGoTime, { what, time });
  link.setAttribute('aria-label', label);
  const when = element('span', { class: 'flow-time' }, [fill(strings.flowAt, { time })]);
  const source = location ? [sourceLink(shortLocation(location), location, openSource)] : [];
  return element('li', {}, [link, ' ', when, ' ', ...source]);
}

function flowWords({ kind, direction, object }: Flow, lane: string): string {
  const templates = direction === 'in' ? strings.flowKindsIn : strings.flowKindsOut;
  const what = fill(templates[kind], { lane });
  return object === undefined ? what : fill(strings.flow, { what, object });
}
