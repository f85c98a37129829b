/** Links to servers are found by where these are; and what proxies have to do with them when they travel (`proxy-travel`). */
import { addressText } from '../connection/address.ts';
import { onDeath } from '../shared-memory/death.ts';
import type { Journey } from '../shared-memory/codec/handles.ts';
import { isThreadAlive, type ThreadId } from '../shared-memory/run-block.ts';
import { BaseProxy } from './base-proxy.ts';
import { Link } from './link.ts';
import { NO_ADDRESS_REFUSAL, ownServerAt, parsePlace, placeFields, type ServerPlace } from './place.ts';
import { OwnCaller } from './server/own-caller.ts';
import { tokenFields, tokenOf } from './token.ts';

const localLinks = new WeakMap<SharedArrayBuffer, Link>();
const remoteLinks = new Map<string, Link>();

/** This thread's link to the server there; a new one, with these options, where there is none, or its server is gone. */
export function linkTo(place: ServerPlace, options?: ConstructorParameters<typeof Link>[1]): Link {
  const known = place.type === 'local' ? localLinks.get(place.doorbell) : remoteLinks.get(remoteKey(place));
  if (known?.dead === false) return known;
  const link = new Link(place, options);
  if (place.type === 'local') localLinks.set(place.doorbell, link);
  else remoteLinks.set(remoteKey(place), link);
  return link;
}

function remoteKey({ address, authkey }: Extract<ServerPlace, { type: 'remote' }>): string {
  return `${addressText(address)} ${authkey === null ? '' : Buffer.from(authkey).toString('hex')}`;
}

function placeOf({ caller }: { readonly caller: unknown }): ServerPlace {
  if (caller instanceof Link) return caller.place;
  if (caller instanceof OwnCaller) return caller.home.place;
  throw new TypeError('a proxy of an unknown kind; this is a bug in parascope');
}

/** A proxy for what `proxyFields` wrote. One whose object this thread itself serves needs no link. */
export function reviveProxy(fields: unknown): BaseProxy {
  const [placeData, tokenData] = Array.isArray(fields) ? (fields as unknown[]) : [];
  const place = parsePlace(placeData);
  const token = tokenOf(tokenData);
  return ownServerAt(place)?.proxyOf(token.id) ?? linkTo(place).proxyFor(token, { counted: false });
}

/** Tells the server that so many proxies are on their way. */
export function moveProxy(proxy: BaseProxy, by: 1 | -1): void {
  const { caller, token } = BaseProxy.partsOf(proxy);
  if (caller instanceof Link) caller.move(token.id, by);
  else if (caller instanceof OwnCaller) caller.home.objects.move(caller.served, by);
}

/** Proxies that went to threads about to start: kept until these have ended, since nobody else may have one yet. */
const keptFor = new Map<ThreadId, BaseProxy[]>();

function keepFor(thread: ThreadId, proxy: BaseProxy): void {
  const kept = keptFor.get(thread);
  if (kept !== undefined) kept.push(proxy);
  else keptFor.set(thread, [proxy]);
  if (keptFor.size === 1 && kept === undefined) {
    const stop = onDeath(() => {
      for (const id of [...keptFor.keys()]) if (!isThreadAlive(id)) keptFor.delete(id);
      if (keptFor.size === 0) stop();
    });
  }
}

/** What the server is told while the proxy is in a message. */
export function proxyJourney(proxy: BaseProxy): Journey {
  return {
    depart: () => moveProxy(proxy, 1),
    departTo: (thread) => keepFor(thread, proxy),
    lost: () => moveProxy(proxy, -1),
  };
}

/** What stands for a proxy in a message: where its server is, and which object. */
export function proxyFields(proxy: BaseProxy): unknown {
  const parts = BaseProxy.partsOf(proxy);
  return [placeFields(placeOf(parts)), tokenFields(parts.token)];
}

/** Why the proxy cannot reach a process of its own; undefined where it can. */
export function proxyRefusal(proxy: BaseProxy): string | undefined {
  const place = placeOf(BaseProxy.partsOf(proxy));
  return place.type === 'local' && place.outside === undefined ? NO_ADDRESS_REFUSAL : undefined;
}
