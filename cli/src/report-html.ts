/** Writes the HTML report: the panel's bundle, which is built beside the command, and the trace. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { distUrl } from '../../runtime/src/package-dir.ts';
import { buildReportHtml } from '../../trace/src/report-html.ts';

/** One file that shows the trace, without network. `title` is the script's name; `beforeBytes`: an earlier run's. */
export function writeReport(file: string, traceBytes: Uint8Array, title: string, beforeBytes?: Uint8Array): void {
  const html = buildReportHtml(
    {
      panelJs: readBundle('panel.js'),
      panelCss: readBundle('panel.css'),
      traceBytes,
      title,
      ...(beforeBytes && { beforeBytes }),
    },
    {
      gzipBase64: (bytes) => gzipSync(bytes).toString('base64'),
      sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    },
  );
  writeFileSync(file, html);
}

function readBundle(name: string): string {
  return readFileSync(new URL(`panel/${name}`, distUrl), 'utf8');
}
