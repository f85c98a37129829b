/** Where a listener listens, and what a client calls: Python's addresses, and how they are written here. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { kindOf } from '../check-arguments.ts';

/** An address as it is given back, as in Python: `['127.0.0.1', 5000]`, or the path of a Unix socket or Windows pipe. */
export type Address = readonly [host: string, port: number] | string;

/** How an address may be written: Python's pair, `'host:port'`, `{ host, port }`, a path or `{ path }`. */
export type AddressLike =
  Address | { readonly host?: string | undefined; readonly port: number } | { readonly path: string };

const LARGEST_PORT = 65_535;
const FORMS = "['127.0.0.1', 5000], '127.0.0.1:5000', { port: 5000 } or the path of a socket";

/** Python's names for kinds of addresses: a host and a port, the path of a Unix socket, the name of a Windows pipe. */
export type AddressFamily = 'AF_INET' | 'AF_UNIX' | 'AF_PIPE';

/** What is asked of an address. */
export interface AddressTerms {
  /** The family that it must be of; any by default. */
  readonly family?: AddressFamily | undefined;
  /** As `process.platform`, which it is by default. */
  readonly platform?: NodeJS.Platform;
}

/**
 * The address that was written. `call` names it in errors.
 * @throws {TypeError} for what is none, {RangeError} for a port that is none, and for a family that this system has not.
 */
export function parseAddress(call: string, written: unknown, terms: AddressTerms = {}): Address {
  const address = parse(call, written);
  assertFamily(call, address, terms);
  return address;
}

function parse(call: string, written: unknown): Address {
  if (typeof written === 'string') return isPath(written) ? written : parseText(call, written);
  if (Array.isArray(written) && written.length === 2) return pair(call, written[0], written[1]);
  if (typeof written === 'object' && written !== null && !Array.isArray(written)) {
    if ('path' in written && typeof written.path === 'string' && written.path !== '') return written.path;
    if ('port' in written)
      return pair(call, 'host' in written ? (written.host ?? '127.0.0.1') : '127.0.0.1', written.port);
  }
  throw new TypeError(`${call}: expected ${FORMS}, found ${kindOf(written)}`);
}

/** Which family an address is of: as in Python two backslashes begin the name of a Windows pipe. */
export function familyOf(address: Address): AddressFamily {
  if (typeof address !== 'string') return 'AF_INET';
  return address.startsWith('\\\\') ? 'AF_PIPE' : 'AF_UNIX';
}

function assertFamily(call: string, address: Address, { family, platform = process.platform }: AddressTerms): void {
  const found = familyOf(address);
  if (family !== undefined && family !== found)
    throw new RangeError(`${call}: expected one of family ${family}, found ${addressText(address)} of family ${found}`);
  assertSystemHas(call, found, platform);
}

/** Throws RangeError for a family that there is on other systems alone. */
function assertSystemHas(call: string, family: AddressFamily, platform: NodeJS.Platform): void {
  if (family === 'AF_PIPE' && platform !== 'win32')
    throw new RangeError(`${call}: Windows alone has pipes with names (AF_PIPE): expected a host and port, or a path`);
  if (family === 'AF_UNIX' && platform === 'win32')
    throw new RangeError(
      `${call}: expected a host and port, or the name of a pipe ('\\\\\\\\.\\\\pipe\\\\name'): on Windows no path is an address (AF_UNIX)`,
    );
}

/** An address of the family at which nobody listens: a free port of this machine, a new path or name. Throws as `parseAddress`. */
export function freshAddress(call: string, { family = 'AF_INET', platform = process.platform }: AddressTerms): Address {
  assertSystemHas(call, family, platform);
  const name = `parascope-${randomUUID()}`;
  if (family === 'AF_PIPE') return `\\\\.\\pipe\\${name}`;
  return family === 'AF_UNIX' ? path.join(process.getBuiltinModule('node:os').tmpdir(), name) : ['127.0.0.1', 0];
}

/** Throws TypeError for what is no family; undefined passes. */
export function assertAddressFamily(name: string, family: unknown): asserts family is AddressFamily | undefined {
  if (family === undefined || family === 'AF_INET' || family === 'AF_UNIX' || family === 'AF_PIPE') return;
  throw new TypeError(`${name}: expected 'AF_INET', 'AF_UNIX' or 'AF_PIPE', found ${kindOf(family)}`);
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
