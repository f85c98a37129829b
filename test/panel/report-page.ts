/** Reports as files, of the bundle as it ships. */
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { buildReportHtml } from '../../trace/src/report-html.ts';
import { builtPanel } from './panel-page.ts';

/** Text of a report on a trace. One whose compressed trace has more than `most` bytes is reduced; default: as shipped. */
export function reportHtml(traceBytes: Uint8Array, { title = 'pi.ts', most, beforeBytes }: ReportOptions = {}): string {
  const { js, css } = builtPanel();
  return buildReportHtml(
    { panelJs: js, panelCss: css, traceBytes, title, ...(beforeBytes && { beforeBytes }) },
    {
      gzipBase64: (bytes) => gzipSync(bytes).toString('base64'),
      sha256Base64: (text) => createHash('sha256').update(text).digest('base64'),
    },
    most,
  );
}

export interface ReportOptions {
  /** Above the chart. Default: pi.ts. */
  readonly title?: string;
  readonly most?: number | undefined;
  /** Default: one run. */
  readonly beforeBytes?: Uint8Array;
}
