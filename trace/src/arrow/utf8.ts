/** UTF-8, here because the pure parts know neither Node's nor the browser's text encoder. */

/** Lone surrogates become U+FFFD, as in the platforms' encoders. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    length += encodePoint(bytes, length, point >= 0xd800 && point <= 0xdfff ? 0xfffd : point);
  }
  return bytes.subarray(0, length);
}

function encodePoint(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at] = point;
    return 1;
  }
  const tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  const lead = tail === 1 ? 0xc0 : tail === 2 ? 0xe0 : 0xf0;
  bytes[at] = lead | (point >> (6 * tail));
  for (let i = 1; i <= tail; i++) bytes[at + i] = 0x80 | ((point >> (6 * (tail - i))) & 0x3f);
  return tail + 1;
}

/** Bytes that are not UTF-8 become U+FFFD, one per byte. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const point = decodePoint(bytes, at);
    text += String.fromCodePoint(point < 0 ? 0xfffd : point);
    at += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return text;
}

/** The code point at `at`; -1 for a byte that starts none. */
function decodePoint(bytes: Uint8Array, at: number): number {
  const lead = bytes[at]!;
  if (lead < 0x80) return lead;
  const tail = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4 || at + tail >= bytes.length) return -1;
  let point = lead & (0x3f >> tail);
  for (let i = 1; i <= tail; i++) {
    const byte = bytes[at + i]!;
    if ((byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const shortest = tail === 1 ? 0x80 : tail === 2 ? 0x800 : 0x10000;
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < shortest || point > 0x10ffff || surrogate ? -1 : point;
}
