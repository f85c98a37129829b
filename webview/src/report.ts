/** The panel of a report: the page holds the compressed trace, and answers itself. */
import { besideRun } from '../../trace/src/analysis/comparison/run-pair.ts';
import { lookUpIn } from '../../trace/src/analysis/look-up.ts';
import { summarize } from '../../trace/src/analysis/summarize.ts';
import { TraceModel } from '../../trace/src/model/trace-model.ts';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import { PanelSession } from '../../trace/src/panel-session.ts';
import type { SourceLocation } from '../../trace/src/query.ts';
import { REPORT_BEFORE_TYPE, REPORT_CHUNK_TYPE } from '../../trace/src/report-html.ts';
import { element } from './element.ts';
import { pageTransport } from './page-transport.ts';
import { PanelApp } from './panel-app.ts';
import { shortLocation } from './source-location.ts';
import { fill, strings } from './strings.ts';

const NOTICE_MS = 4000;

/** Decompresses one chunk. The browser does it, off the main thread. */
async function unzip(base64: string): Promise<Uint8Array> {
  const bytes = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Reads the trace out of the page into a model; what is broken is said, with what was read before it. */
async function readTrace(model: TraceModel, type: string): Promise<RunPhase> {
  try {
    const chunks = [...document.querySelectorAll(`script[type="${type}"]`)];
    for (const [at, chunk] of chunks.entries()) {
      const bytes = await unzip(chunk.textContent).catch((cause: unknown) => {
        // The browser's own words say nothing: `Failed to fetch`.
        throw new Error(fill(strings.brokenChunk, { at: at + 1, count: chunks.length }), { cause });
      });
      model.append(bytes);
      chunk.remove();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { type: 'failed', message: strings.broken, nextStep: fill(strings.brokenNext, { reason }) };
  }
  const { ended } = model.facts;
  return ended ? { type: 'ended', exitCode: ended.exitCode ?? NaN } : { type: 'stopped' };
}

/** A report has no editor to open: the place goes to the clipboard, and is said. */
function sayLocation(notice: HTMLElement): (location: SourceLocation) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (location) => {
    const show = (template: string): void => {
      notice.textContent = fill(template, { location: shortLocation(location) });
      notice.hidden = false;
      clearTimeout(timer);
      timer = setTimeout(() => (notice.hidden = true), NOTICE_MS);
    };
    navigator.clipboard.writeText(`${location.file}:${location.line}:${location.column}`).then(
      () => show(strings.sourceCopied),
      () => show(strings.sourceIs),
    );
  };
}

/** Shows the page's own trace. Settles when it is on screen, or its failure is. */
export async function openReport(root: HTMLElement): Promise<void> {
  const model = new TraceModel();
  const before = new TraceModel();
  const [phase, phaseBefore] = [await readTrace(model, REPORT_CHUNK_TYPE), await readTrace(before, REPORT_BEFORE_TYPE)];
  const session = new PanelSession({
    title: document.title,
    ...(before.revision > 0 ? besideRun(model, before) : { model, lookUp: lookUpIn(model) }),
    phase: phaseBefore.type === 'failed' ? phaseBefore : phase,
    summarize: () => (model.endNs > 0 ? summarize(model) : null),
  });
  const notice = element('div', { class: 'notice', role: 'status', hidden: '' });
  document.body.append(notice);
  new PanelApp(root, pageTransport(session, sayLocation(notice)));
}
