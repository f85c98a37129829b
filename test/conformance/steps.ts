/** What the processes of the cases run, and how an outcome is written down. */
import * as mp from 'parascope';

export const LONG = 60_000;
export const SHORT = 50;

interface Raised {
  readonly raises: string;
}

/** The value, or the name of the error that was thrown or rejected. */
export async function raised(body: () => unknown): Promise<unknown> {
  try {
    return (await body()) ?? null;
  } catch (error) {
    return { raises: error instanceof Error ? error.name : 'no error' } satisfies Raised;
  }
}

export const nothing = (): void => undefined;
export function throws(): never {
  throw new RangeError('on purpose');
}
export const exits = (code: number | undefined): never => process.exit(code);
export function waits(event: mp.Event): void {
  event.waitSync({ timeoutMs: LONG });
}
export function tellsName(q: mp.Queue | mp.SimpleQueue): void {
  q.putSync(mp.currentProcess().name);
}
export function tellsDaemon(q: mp.Queue): void {
  q.putSync(mp.currentProcess().daemon);
}
export function tellsParent(q: mp.Queue): void {
  q.putSync(mp.parentProcess()?.name);
}
export async function makesChild(q: mp.Queue): Promise<void> {
  q.putSync(await raised(() => new mp.Process({ target: nothing }).start()));
}
export function tellsChildNames(q: mp.Queue<string>): void {
  q.putSync(new mp.Process({ target: nothing }).name);
}
export const square = (x: number): number => x * x;
export function oddFails(x: number): number {
  if (x % 2 === 1) throw new RangeError(`odd ${x}`);
  return x;
}
export const add = (x: number, y: number): number => x + y;
export const upper = (text: string): string => text.toUpperCase();
export function waitsThen(event: mp.Event, x: number): number {
  event.waitSync({ timeoutMs: LONG });
  return x;
}
export const givesFunction =
  (x: number): (() => number) =>
  () =>
    x;
export const workerName = (): string => mp.currentProcess().name;
export let state: number | null = null;
export function setState(value: number | null): void {
  state = value;
}
export const getState = (): number | null => state;
export function tellsState(q: mp.Queue<number | null>): void {
  q.putSync(state);
}
export function tellsPid(q: mp.Queue<number>): void {
  q.putSync(process.pid);
}
export const dies = (): never => process.exit(3);
export function diesWith(lock: mp.Lock): void {
  lock.acquireSync();
}
export function putAll(q: mp.Queue<number>, values: readonly number[]): void {
  for (const value of values) q.putSync(value);
}
export const release = (lock: mp.Lock): void => lock.release();
export function tryAcquire(lock: mp.Lock, q: mp.Queue<boolean>): void {
  q.putSync(lock.acquireSync({ timeoutMs: 0 }) !== false);
}
export function count(value: mp.Value<'i'>, times: number): void {
  for (let i = 0; i < times; i++) {
    value.getLock().acquireSync();
    value.value += 1;
    value.getLock().release();
  }
}
export function fill(array: mp.SharedArray<'i'>): void {
  for (let i = 0; i < array.length; i++) array[i] = i * i;
}
export function sends(connection: mp.Connection): void {
  connection.sendSync(['sent', 1]);
  connection.close();
}
export function workOff(q: mp.JoinableQueue<number>, times: number): void {
  for (let i = 0; i < times; i++) {
    q.getSync();
    q.taskDone();
  }
}
export function arrives(barrier: mp.Barrier): void {
  barrier.waitSync();
}
export const sets = (event: mp.Event): void => event.set();
export function notifies(condition: mp.Condition, value: mp.Value<'i'>): void {
  condition.acquireSync();
  value.value = 1;
  condition.notifyAll();
  condition.release();
}

let kept: readonly [started: mp.Event, goOn: mp.Event] | undefined;
export function keep(...handles: readonly [started: mp.Event, goOn: mp.Event]): void {
  kept = handles;
}
export function waitsKept(x: number): number {
  kept?.[0].set();
  kept?.[1].waitSync({ timeoutMs: LONG });
  return x;
}
export async function tellsStartMethod(q: mp.Queue): Promise<void> {
  q.putSync([mp.getStartMethod(), await raised(() => mp.setStartMethod(mp.getStartMethod()))]);
}

export async function run<Args extends readonly unknown[]>(
  target: (...args: Args) => unknown,
  args: Readonly<NoInfer<Args>>,
  options: { readonly name?: string; readonly daemon?: boolean } = {},
): Promise<number | null> {
  const child = new mp.Process({ target, args, ...options });
  child.start();
  await child.join();
  return child.exitcode;
}

export function waiting(): { readonly child: mp.Process; readonly event: mp.Event } {
  const event = new mp.Event();
  const child = new mp.Process({ target: waits, args: [event] });
  child.start();
  return { child, event };
}
