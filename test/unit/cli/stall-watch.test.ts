import { test } from 'node:test';
import path from 'node:path';
import os from 'node:os';
import { watchForStall } from '../../../cli/src/stall-watch.ts';

test('a run whose folder is gone is watched no longer, and goes on', (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const watch = watchForStall(path.join(os.tmpdir(), 'parascope-no-such-folder'), 1000);
  t.after(() => watch[Symbol.dispose]());
  t.mock.timers.tick(5000);
});
