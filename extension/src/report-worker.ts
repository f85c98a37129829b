/** Entry of a thread of the extension host that builds one report: a long trace takes seconds to be compressed, or reduced. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { buildReportHtml } from '../../trace/src/report-html.ts';
import { joinSegments } from './trace-tail.ts';

/** Start parameters of the thread. It answers with the page's bytes. */
export interface ReportWorkerData {
  /** Files of the trace. */
  readonly segments: readonly string[];
  /** Folder of the panel's bundle. */
  readonly media: string;
  readonly title: string;
  readonly language: string;
}

if (!parentPort) throw new Error('report-worker runs in a worker thread');
const { segments, media, title, language } = workerData as ReportWorkerData;
const parts = {
  panelJs: readFileSync(path.join(media, 'panel.js'), 'utf8'),
  panelCss: readFileSync(path.join(media, 'panel.css'), 'utf8'),
  traceBytes: joinSegments(segments.map((file) => readFileSync(file))),
  title,
  language,
};
const html = buildReportHtml(parts, {
  gzipBase64: (bytes) => gzipSync(bytes).toString('base64'),
  sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
});
const page = new TextEncoder().encode(html);
parentPort.postMessage(page, [page.buffer]);
