/** The whole corpus. */
import type { Corpus } from './scenario.ts';
import { workerDied } from './scenarios/worker-died.ts';
import { unusedWorkers } from './scenarios/unused-workers.ts';
import { startUpBound } from './scenarios/start-up-bound.ts';
import { lockContention } from './scenarios/lock-contention.ts';
import { deadlock } from './scenarios/deadlock.ts';
import { ioBound } from './scenarios/io-bound.ts';
import { oversubscription } from './scenarios/oversubscription.ts';
import { queueBackpressure } from './scenarios/queue-backpressure.ts';
import { queueStarved } from './scenarios/queue-starved.ts';
import { serialSection } from './scenarios/serial-section.ts';
import { serializationBound } from './scenarios/serialization-bound.ts';
import { tinyTasks } from './scenarios/tiny-tasks.ts';
import { unevenWork } from './scenarios/uneven-work.ts';

export const corpus: Corpus = {
  'worker-died': workerDied,
  'unused-workers': unusedWorkers,
  'start-up-bound': startUpBound,
  'lock-contention': lockContention,
  deadlock: deadlock,
  'io-bound': ioBound,
  oversubscription,
  'queue-backpressure': queueBackpressure,
  'queue-starved': queueStarved,
  'serial-section': serialSection,
  'serialization-bound': serializationBound,
  'tiny-tasks': tinyTasks,
  'uneven-work': unevenWork,
};
