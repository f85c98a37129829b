/**
 * Where a thread is when it does not run, seen from outside: `/proc/self/task/<tid>/syscall` names the system call that
 * it sleeps in. In `epoll_wait` its event loop waits; in any other it is blocked (a futex is what `Atomics.wait` and
 * V8's own locks sleep on). Linux, on the processors whose numbers are known here.
 */
import { SleepPlace } from '../../../trace/src/vocabulary.ts';

/** epoll_wait, epoll_pwait, epoll_pwait2, by `process.arch`. */
const EVENT_LOOP_CALLS: Readonly<Record<string, readonly number[]>> = {
  x64: [232, 281, 441],
  arm64: [22, 441],
};

/** The place that the text of such a file tells, on a processor as Node names it. */
export function parseSleepPlace(text: string, arch: string = process.arch): SleepPlace {
  if (text.startsWith('running')) return SleepPlace.awake;
  const calls = EVENT_LOOP_CALLS[arch];
  const call = Number.parseInt(text, 10);
  // -1: it sleeps outside of any system call, in a page fault say.
  if (calls === undefined || !(call >= 0)) return SleepPlace.unknown;
  return calls.includes(call) ? SleepPlace.eventLoop : SleepPlace.blocked;
}
