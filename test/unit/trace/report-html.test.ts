import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ReportParts } from '../../../trace/src/report-html.ts';
import { REPORT_CHUNK_TYPE, buildReportHtml } from '../../../trace/src/report-html.ts';
import { Random } from './random.ts';
import { simulate } from './simulator.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64');
const tools = { gzipBase64: (bytes: Uint8Array) => gzipSync(bytes).toString('base64'), sha256Base64: sha256 };

function build(parts: Partial<ReportParts>): string {
  return buildReportHtml({ panelJs: '1', panelCss: 'a{}', traceBytes: new Uint8Array(0), title: 't', ...parts }, tools);
}

/** Text of the elements that open with the tag. */
function contents(html: string, opening: string, name: string): string[] {
  return html
    .split(opening)
    .slice(1)
    .map((rest) => rest.slice(0, rest.indexOf(`</${name}>`)));
}

test('the trace comes back from its chunks, however long it is', () => {
  const traceBytes = Uint8Array.from({ length: 9 * 1024 * 1024 + 5 }, (_, index) => index % 251);
  const chunks = contents(build({ traceBytes }), `<script type="${REPORT_CHUNK_TYPE}">`, 'script');
  assert.equal(chunks.length, 3);
  const back = Buffer.concat(chunks.map((chunk) => gunzipSync(Buffer.from(chunk, 'base64'))));
  assert.ok(back.equals(traceBytes));
});

test('the policy allows exactly the bundle by its hash', () => {
  const html = build({ panelJs: 'run("</script><!-- x")\r\nmore()\n//# sourceMappingURL=panel.js.map' });
  const [script] = contents(html, '<script>', 'script');
  assert.equal(script, 'run("<\\/script><\\!-- x")\nmore()\n');
  assert.ok(html.includes(`script-src 'sha256-${sha256(script)}'`));
  const [style] = contents(html, '<style>', 'style');
  assert.ok(html.includes(`style-src 'sha256-${sha256(style!)}'`));
  assert.ok(html.includes(`default-src 'none'`));
});

test('a title with markup is text', () => {
  const html = build({ title: '<img src=x onerror=alert(1)>"&' });
  assert.ok(html.includes('<title>&lt;img src=x onerror=alert(1)&gt;&quot;&amp;</title>'));
});

test('no more of a trace is compressed than a report may hold: what takes longer is left', () => {
  const traceBytes = simulate(new Random(3), 4).writer.bytes();
  const parts = { panelJs: '1', panelCss: 'a{}', traceBytes, title: 't' };
  for (const most of [undefined, 100]) {
    let compressed = 0;
    const gzipBase64 = (bytes: Uint8Array): string => {
      compressed++;
      return tools.gzipBase64(bytes);
    };
    buildReportHtml(parts, { ...tools, gzipBase64 }, most);
    assert.equal(compressed, most === undefined ? 1 : 2);
  }
});
