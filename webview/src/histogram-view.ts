/** How long slices of one kind take, as bars; the one with the selected slice stands out. Its twin is the list of its bars. */
import type { KindHistogram } from '../../trace/src/query.ts';
import { element } from './element.ts';
import { fill, strings } from './strings.ts';
import { formatCount, formatDuration } from './time-format.ts';

/** `durationNs` of the selected slice. None where there is nothing to compare with. */
export function histogramView(histogram: KindHistogram | null, durationNs: number): HTMLElement[] {
  if (!histogram || histogram.count < 2) return [];
  const { count, p50Ns, p95Ns, longestNs, boundsNs, counts } = histogram;
  const most = Math.max(...counts);
  const own = boundsNs.findLastIndex((bound) => bound <= durationNs);
  const bars = counts.map((inBar, index) => {
    const [from, to] = [formatDuration(boundsNs[index]!), formatDuration(boundsNs[index + 1]!)];
    const words = fill(strings.histogramBar, { from, to, count: formatCount(inBar) });
    const bar = element('li', { title: words }, [element('span', { class: 'spoken' }, [words])]);
    if (Math.min(own, counts.length - 1) === index) bar.classList.add('is-own');
    bar.style.setProperty('--part', String(inBar / most));
    return bar;
  });
  const figures = fill(strings.histogramFigures, {
    count: formatCount(count),
    median: formatDuration(p50Ns),
    p95: formatDuration(p95Ns),
    longest: formatDuration(longestNs),
  });
  return [
    element('div', { class: 'histogram' }, [
      element('h3', {}, [strings.histogram]),
      element('ol', { 'aria-label': strings.histogram }, bars),
      element('p', {}, [figures]),
    ]),
  ];
}
