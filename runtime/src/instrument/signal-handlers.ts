/** Who listens to signals: the program, which then waits for somebody outside, or only the runtime. */

/** On a handler of the runtime's. Two copies of the package may meet in one program. */
const OWN = Symbol.for('parascope.ownSignalHandler');

/** Calls `handler` at that signal. The program is not taken to wait for it. */
export function onSignalOfOurs(signal: NodeJS.Signals, handler: () => void): void {
  Object.defineProperty(handler, OWN, { value: true });
  process.on(signal, handler);
}

/** Whether the program itself handles any signal. */
export function programHandlesSignals(): boolean {
  return process
    .eventNames()
    .filter((name) => typeof name === 'string' && /^SIG[A-Z0-9]+$/.test(name))
    .some((name) => process.listeners(name as NodeJS.Signals).some((listener) => !(OWN in listener)));
}
