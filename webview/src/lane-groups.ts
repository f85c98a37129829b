import type { LaneGroup } from './lane-layout.ts';
import { strings } from './strings.ts';

/** What stands above the lanes of a group. */
export const GROUP_NAMES: Readonly<Record<LaneGroup, string>> = {
  threads: strings.groupThreads,
  before: strings.groupBefore,
  locks: strings.groupLocks,
  queues: strings.groupQueues,
  cores: strings.groupCores,
  own: strings.groupOwn,
  helpers: strings.groupHelpers,
};
