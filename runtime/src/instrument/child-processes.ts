/** Programs that a thread starts by `child_process`: nothing is seen of what they do, but that they were started is. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { callSite, recordInstant } from './record.ts';

/** Notes each child of this thread from now on. The synchronous forms, which block the thread, are not among them. */
export function noteChildProcesses(): void {
  const { subscribe } = process.getBuiltinModule('node:diagnostics_channel');
  subscribe('child_process', () => recordInstant(RowKind.childProcess, 0, 0, callSite()));
}
