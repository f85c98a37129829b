import { objectName } from '../../model/slice-names.ts';
import type { TraceData } from '../../model/trace-data.ts';
import type { PathStretch } from '../../query.ts';
import { viewRun } from '../run-view.ts';
import { activityOf, pathRangeOf } from './critical-path.ts';
import { PathSegments } from './path-segments.ts';
import { walkCriticalPath } from './walk.ts';

/** The critical path as a view draws it, in the order of time: about 200 stretches at most, none of a run without any. */
export function pathOverlay(data: TraceData): PathStretch[] {
  if (data.threads.size === 0) return [];
  const run = viewRun(data, { script: data.facts.meta?.script ?? '', live: false, exitCode: 0, outside: undefined });
  if (!(run.wallNs > 0)) return [];
  const segments = new PathSegments(run.wallNs);
  const { startNs, endNs } = pathRangeOf(run);
  walkCriticalPath(data, startNs, endNs, (piece) => segments.add(piece));
  return segments.list().map((segment) => {
    const location = data.sites.get(segment.site)?.location;
    return {
      laneId: segment.thread,
      startNs: segment.startNs,
      endNs: segment.endNs,
      activity: activityOf(segment),
      state: segment.state,
      ...(segment.reason && { reason: segment.reason }),
      ...(segment.lock !== 0 && { lock: objectName(data, segment.lock, 'a lock') }),
      ...(location && { location }),
      merged: segment.merged,
    };
  });
}
