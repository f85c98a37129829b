/** Where a listener listens, and what a client calls: Python's addresses, and how they are written here. */
import { kindOf } from '../check-arguments.ts';

/** An address as it is given back, as in Python: `['127.0.0.1', 5000]`, or the path of a Unix socket or Windows pipe. */
export type Address = readonly [host: string, port: number] | string;

/** How an address may be written: Python's pair, `'host:port'`, `{ host, port }`, a path or `{ path }`. */
export type AddressLike =
  Address | { readonly host?: string | undefined; readonly port: number } | { readonly path: string };

const LARGEST_PORT = 65_535;
const FORMS = "['127.0.0.1', 5000], '127.0.0.1:5000', { port: 5000 } or the path of a socket";

/** The address that was written. `call` names it in errors. @throws {TypeError} for what is none, {RangeError} for a port that is none. */
export function parseAddress(call: string, written: unknown): Address {
  if (typeof written === 'string') return isPath(written) ? written : parseText(call, written);
  if (Array.isArray(written) && written.length === 2) return pair(call, written[0], written[1]);
  if (typeof written === 'object' && written !== null && !Array.isArray(written)) {
    if ('path' in written && typeof written.path === 'string' && written.path !== '') return written.path;
    if ('port' in written)
      return pair(call, 'host' in written ? (written.host ?? '127.0.0.1') : '127.0.0.1', written.port);
  }
  throw new TypeError(`${call}: expected ${FORMS}, found ${kindOf(written)}`);
}

/** An address in words: `127.0.0.1:5000`, `/tmp/socket`. */
export function addressText(address: Address): string {
  if (typeof address === 'string') return address;
  const [host, port] = address;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only programs of this machine can reach it. */
export function isLocal(address: Address): boolean {
  if (typeof address === 'string') return true;
  const [host] = address;
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** A path has a separator; the name of a Windows pipe begins with `\\.\pipe\`. */
function isPath(text: string): boolean {
  return /[/\\]/.test(text);
}

function parseText(call: string, text: string): Address {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:\s]+)):(\d+)$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) throw new TypeError(`${call}: expected ${FORMS}, found ${kindOf(text)}`);
  return pair(call, host, Number(port));
}

function pair(call: string, host: unknown, port: unknown): Address {
  if (typeof host !== 'string' || host === '') {
    throw new TypeError(`${call}: expected a host name or an IP address, found ${kindOf(host)}`);
  }
  if (typeof port !== 'number') throw new TypeError(`${call}: expected a port, found ${kindOf(port)}`);
  if (Number.isInteger(port) && port >= 0 && port <= LARGEST_PORT) return [host, port];
  throw new RangeError(`${call}: expected a port from 0 to ${LARGEST_PORT}, found ${port}`);
}
