/**
 * In a process of its own: what cannot be done over a pipe, or is not there yet, says so; and what is done of ends of pipes and
 * waits in other words than calls of the agent.
 */
import { StartMethodError } from '../errors.ts';
import { Connection } from '../connection/connection.ts';
import { isOwnNetworkEnd } from '../connection/pipe.ts';
import { setRemoteWaiter } from '../connection/wait.ts';
import { SharedMemory } from '../named-memory/shared-memory.ts';
import { RawArray } from '../sharedctypes/raw-array.ts';
import { callAgent, callAgentSync, packCall, valueOf } from './own-calls.ts';
import { EndJourney } from './sent-message.ts';

type Method = (this: Connection, ...args: unknown[]) => unknown;

/** As it is before any call is replaced. */
const LOCAL_CLOSE = methodOf('close');

/** Call once, after the calls themselves are replaced. */
export function installRefusals(): void {
  Object.defineProperty(RawArray.prototype, 'view', {
    get() {
      throw new StartMethodError(
        "view: memory cannot be seen across processes. Under the start method 'process' use get, set, slice and fill, " +
          "or share it with threads: getContext('thread')",
      );
    },
  });
  Object.defineProperty(RawArray.prototype, Symbol.iterator, {
    value(this: RawArray) {
      return this.slice()[Symbol.iterator]();
    },
  });
  const close = methodOf('close');
  defineMethod('close', function () {
    // The agent would take one that it has closed for one that has arrived anew.
    if (this.closed) return;
    close.call(this);
    LOCAL_CLOSE.call(this);
  });
  defineMethod('journey', function () {
    return new EndJourney(this);
  });
  const fields = methodOf('fields');
  defineMethod('fields', function () {
    if (isOwnNetworkEnd(this)) throw networkRefusal();
    return fields.call(this);
  });
  setRemoteWaiter({
    isLocal: (object) => object instanceof Connection && isOwnNetworkEnd(object),
    wait: async (objects, timeoutMs) =>
      valueOf(await callAgent({ head: packCall(null, 'wait', [objects, timeoutMs]) })) as number[],
    waitSync: (objects, timeoutMs) =>
      valueOf(callAgentSync({ head: packCall(null, 'wait', [objects, timeoutMs]) })) as number[],
  });
  Object.defineProperty(SharedMemory.prototype, 'buf', {
    get() {
      throw new StartMethodError(
        "buf: memory cannot be seen across processes. Under the start method 'process' use a ShareableList or a SharedArray, " +
          "or share it with threads: getContext('thread')",
      );
    },
  });
}

function networkRefusal(): StartMethodError {
  return new StartMethodError(
    "a connection to another program cannot leave the process that made it under the start method 'process': " +
      'let each process connect by itself, by the address',
  );
}

function methodOf(name: string): Method {
  return Reflect.get(Connection.prototype as object, name) as Method;
}

function defineMethod(name: string, value: Method): void {
  Object.defineProperty(Connection.prototype, name, { value, configurable: true, writable: true });
}
