import assert from 'node:assert/strict';
import { test } from 'node:test';
import { panelHtml } from '../../../extension/src/panel-html.ts';

const ASSETS = {
  script: 'https://file.test/panel.js',
  style: 'https://file.test/panel.css',
  cspSource: 'https://*.test',
  language: 'en',
  title: 'pi.ts',
};

test('the page allows our own files and nothing else: no inline code, no evaluation, no network', () => {
  const html = panelHtml(ASSETS);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  assert.match(policy, /^default-src 'none'; script-src https:\/\/\*\.test; style-src https:\/\/\*\.test;/);
  assert.doesNotMatch(policy, /unsafe|connect-src/);
  assert.doesNotMatch(html, /<script(?! src="https:\/\/file\.test\/panel\.js"><\/script>)|<style|style="| on\w+="/);
});

test('a script’s name cannot become markup', () => {
  const html = panelHtml({ ...ASSETS, title: `</title><script>alert("x")</script>&` });
  assert.ok(html.includes('<title>&lt;/title&gt;&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;</title>'));
});
