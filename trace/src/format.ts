/** Numbers and places as people read them. */
import type { SourceLocation } from './query.ts';

/** `1.84 s`, `12.3 ms`, `450 µs`: three digits. */
export function formatDuration(ns: number): string {
  if (ns >= 99_950_000_000) return `${Math.round(ns / 1e9)} s`;
  if (ns >= 999_500_000) return `${threeDigits(ns / 1e9)} s`;
  if (ns >= 999_500) return `${threeDigits(ns / 1e6)} ms`;
  if (ns >= 999.5) return `${threeDigits(ns / 1e3)} µs`;
  return `${Math.round(ns)} ns`;
}

/** `62 %` */
export function formatShare(share: number): string {
  return `${roundedPercent(share)} %`;
}

/** Whole percent; 0.285 is 29, although its product with 100 is a little less than 28.5. */
export function roundedPercent(share: number): number {
  return Math.round(share * 100 + 1e-6);
}

/** `6,000`: as in the English sentences that it stands in. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${threeDigits(bytes / 1024 / 1024)} MiB`;
  if (bytes >= 1024) return `${threeDigits(bytes / 1024)} KiB`;
  return `${Math.round(bytes)} bytes`;
}

/** `pi.ts:14`: the file's own name and the line. */
export function shortLocation({ file, line }: SourceLocation): string {
  return `${file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)}:${line}`;
}

/** `pi.ts:14`, or `lib/pi.ts:14` relative to the folder of the script; absolute when it lies elsewhere. */
export function relativeLocation({ file, line }: SourceLocation, script: string): string {
  const path = file.startsWith('file://') ? decodePath(file.slice('file://'.length)) : file;
  const folder = script.slice(0, Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
  return `${folder !== '' && path.startsWith(folder) ? path.slice(folder.length) : path}:${line}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // A stray percent sign: the path as it is says more than nothing.
    return path;
  }
}

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
