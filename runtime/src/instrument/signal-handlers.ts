/** Who listens to events of the process: the program, which may notice or wait for somebody outside, or only the runtime. */

/** On a handler of the runtime's. Two copies of the package may meet in one program. */
const OWN = Symbol.for('parascope.ownSignalHandler');

/** Marks a handler as the runtime's, and gives it. */
export function ownHandler<Handler extends (...args: never[]) => void>(handler: Handler): Handler {
  return Object.defineProperty(handler, OWN, { value: true });
}

/** Whether the program itself listens to that event of the process. */
export function programListensTo(event: 'beforeExit'): boolean {
  return process.listeners(event).some((listener) => !(OWN in listener));
}

/** Calls `handler` at that signal. The program is not taken to wait for it. */
export function onSignalOfOurs(signal: NodeJS.Signals, handler: () => void): void {
  process.on(signal, ownHandler(handler));
}

/** Whether the program itself handles any signal. */
export function programHandlesSignals(): boolean {
  return process
    .eventNames()
    .filter((name) => typeof name === 'string' && /^SIG[A-Z0-9]+$/.test(name))
    .some((name) => process.listeners(name as NodeJS.Signals).some((listener) => !(OWN in listener)));
}
