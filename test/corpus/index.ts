/** The whole corpus. */
import type { Corpus } from './scenario.ts';
import { ioBound } from './scenarios/io-bound.ts';
import { oversubscription } from './scenarios/oversubscription.ts';
import { queueBackpressure } from './scenarios/queue-backpressure.ts';
import { queueStarved } from './scenarios/queue-starved.ts';
import { serialSection } from './scenarios/serial-section.ts';
import { serializationBound } from './scenarios/serialization-bound.ts';
import { tinyTasks } from './scenarios/tiny-tasks.ts';
import { unevenWork } from './scenarios/uneven-work.ts';

export const corpus: Corpus = {
  'io-bound': ioBound,
  oversubscription,
  'queue-backpressure': queueBackpressure,
  'queue-starved': queueStarved,
  'serial-section': serialSection,
  'serialization-bound': serializationBound,
  'tiny-tasks': tinyTasks,
  'uneven-work': unevenWork,
};
