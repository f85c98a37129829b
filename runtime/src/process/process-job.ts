/** What a new process is given to do, and the row of the trace that says so. */
import { RowKind } from '../../../trace/src/vocabulary.ts';
import { describeFunction } from '../functions/describe-function.ts';
import type { AnyFunction } from '../functions/function-ref.ts';
import { functionSite } from '../functions/function-site.ts';
import { callSite, newId, recordInstant, recording } from '../instrument/record.ts';
import { collectJourneys } from '../shared-memory/codec/codec.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import { framesOf, type CallerStack } from './caller-stack.ts';
import { packCall, type Call } from './call-travel.ts';
import type { ProcessJob } from './worker-job.ts';

/**
 * The job of a process that makes that call, and the handles that go to it; `caller` starts it.
 * @throws {FunctionError} for a function that cannot travel, {NotCloneableError} for such a value, with the path to it.
 */
export function createProcessJob(
  call: Call,
  caller: CallerStack,
): { readonly job: ProcessJob; readonly journeys: readonly Journey[] } {
  const { result: packed, journeys } = collectJourneys(() => packCall(call));
  const submitted = recordSubmit(call.target ?? call.subclass);
  return { job: { type: 'process', call: packed, caller: framesOf(caller), ...submitted }, journeys };
}

/** A process is one task: the call of its target. */
function recordSubmit(fn: AnyFunction | undefined): Pick<ProcessJob, 'task' | 'site'> {
  if (!recording()) return { task: 0, site: 0 };
  const task = newId();
  recordInstant(RowKind.submit, task, 1, callSite());
  return { task, site: fn === undefined ? 0 : functionSite(describeFunction(fn).ref) };
}
