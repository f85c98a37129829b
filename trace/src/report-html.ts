/**
 * Builds a report: one HTML file that shows a trace in the panel, without network and without a server. Pure; the caller
 * lends what differs between Node and browsers.
 */
import { reduceTrace } from './reduce-trace.ts';

export interface ReportParts {
  /** Text of the panel's bundle, `panel.js`. */
  readonly panelJs: string;
  /** Text of `panel.css`. */
  readonly panelCss: string;
  /** The trace as it is on disk: one segment or several. */
  readonly traceBytes: Uint8Array;
  /** The trace of an earlier run to be shown beside it. */
  readonly beforeBytes?: Uint8Array;
  /** The script's name. */
  readonly title: string;
  /** Default `en`. */
  readonly language?: string;
}

/** In Node: `gzipSync(bytes).toString('base64')` and `createHash('sha256').update(text).digest('base64')`. */
export interface ReportTools {
  /** The bytes as one gzip member, in base64. */
  gzipBase64(bytes: Uint8Array): string;
  /** SHA-256 of the text in UTF-8, in base64. */
  sha256Base64(text: string): string;
}

/** Type of the elements that hold the trace, in order; each is a gzip member of its own. */
export const REPORT_CHUNK_TYPE = 'application/x-parascope-trace';
/** Those of the earlier run. */
export const REPORT_BEFORE_TYPE = 'application/x-parascope-trace-before';

/** Compressed in pieces, so that no string comes near a browser's limit and reading needs little memory at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/** More of a compressed trace than this no browser opens with pleasure, bytes as they lie in the page. */
export const MOST_TRACE_BYTES: number = 50 * 1024 * 1024;

/** A trace that would take more than `most` bytes is reduced to its slices of a millisecond or more; the panel says so. */
export function buildReportHtml(parts: ReportParts, tools: ReportTools, most: number = MOST_TRACE_BYTES): string {
  const { traceBytes, beforeBytes } = parts;
  // Two runs share what there is.
  const mostOfEach = beforeBytes === undefined ? most : most / 2;
  const after = chunkElements(REPORT_CHUNK_TYPE, traceBytes, mostOfEach, tools);
  const before = beforeBytes === undefined ? '' : chunkElements(REPORT_BEFORE_TYPE, beforeBytes, mostOfEach, tools);
  const script = inlineScript(parts.panelJs);
  const style = inlineStyle(parts.panelCss);
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${tools.sha256Base64(script)}'`,
    `style-src 'sha256-${tools.sha256Base64(style)}'`,
  ].join('; ');
  return `<!doctype html>
<html lang="${escapeHtml(parts.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(parts.title)}</title>
<style>${style}</style>
</head>
<body>
<main id="panel"><noscript>${escapeHtml(parts.title)}: this report draws itself with the JavaScript that it carries, which is off here. Allow it
for this page; nothing is fetched from anywhere.</noscript></main>
${after}${before}<script>${script}</script>
</body>
</html>
`;
}

/** A trace that would take more than `most` bytes is reduced. */
function chunkElements(type: string, bytes: Uint8Array, most: number, tools: ReportTools): string {
  const chunks = zipped(bytes, most, tools) ?? zipped(reduceTrace(bytes), Infinity, tools) ?? [];
  return chunks.map((chunk) => `<script type="${type}">${chunk}</script>\n`).join('');
}

/** `undefined` where it would take more than `most` bytes: the rest is not compressed then. */
function zipped(bytes: Uint8Array, most: number, tools: ReportTools): string[] | undefined {
  const chunks: string[] = [];
  let length = 0;
  for (const chunk of chunksOf(bytes)) {
    const compressed = tools.gzipBase64(chunk);
    length += compressed.length;
    if (length > most) return undefined;
    chunks.push(compressed);
  }
  return chunks;
}

function chunksOf(bytes: Uint8Array): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) chunks.push(bytes.subarray(at, at + CHUNK_BYTES));
  return chunks;
}

/** As the parser will see it: without carriage returns, and with nothing that ends the element or opens a comment. */
function inlineScript(text: string): string {
  return withoutSourceMap(text)
    .replace(/\r\n?/g, '\n')
    .replace(/<\/(script)/gi, '<\\/$1')
    .replaceAll('<!--', '<\\!--');
}

function inlineStyle(text: string): string {
  return withoutSourceMap(text)
    .replace(/\r\n?/g, '\n')
    .replace(/<\/(style)/gi, '<\\/$1');
}

/** The map does not travel with the report. */
function withoutSourceMap(text: string): string {
  return text.replace(/^\/\/# sourceMappingURL=.*$/m, '').replace(/\/\*# sourceMappingURL=[^*]*\*\//, '');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
