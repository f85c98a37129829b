import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, privateNameIn, type FunctionFacts } from '../../../runtime/src/functions/analysis.ts';

/** Facts of the function whose text stands between « and » in a source; V8's place is what `at` marks, or its start. */
function factsOf(marked: string): FunctionFacts {
  const start = marked.indexOf('«');
  const source = marked.replace('«', '').replace('»', '');
  const text = marked.slice(start + 1, marked.indexOf('»'));
  const before = source.slice(0, start).split('\n');
  const facts = analyse(source, { line: before.length - 1, column: before.at(-1)?.length ?? 0 }, text);
  assert.ok(facts, `nothing found in ${marked}`);
  return facts;
}

function capturedBy(marked: string): string[] {
  return factsOf(marked).captured.map(({ name, assigned }) => (assigned ? `${name}!` : name));
}

const paths: Record<string, readonly string[] | null> = {
  '«function f() {}»': ['f'],
  'export «async function f() {}»': ['f'],
  'const f = «() => 1»': ['f'],
  'export const f = «class {}»': ['f'],
  'export default «function f() {}»': ['f'],
  'class A { static «m() {}» }': ['A', 'm'],
  'class A { «m() {}» }': ['A', 'prototype', 'm'],
  'class A { static f = «() => 1» }': ['A', 'f'],
  'class A { f = «() => 1» }': null,
  'const o = { «m() {}» }': ['o', 'm'],
  'const o = { p: { f: «() => 1» } }': ['o', 'p', 'f'],
  'const o = { ["x"]: «() => 1» }': null,
  'call(«() => 1»)': null,
  'function outer() { «function f() {}» }': null,
  '{ const f = «() => 1» }': null,
};
for (const [source, path] of Object.entries(paths)) {
  test(`the way to the function in ${source} is ${path?.join('.') ?? 'none'}`, () => {
    assert.deepEqual(factsOf(source).path, path);
  });
}

const captures: Record<string, readonly string[]> = {
  'const k = 1; call(«() => k»)': [],
  'function o() { const k = 1; call(«() => k») }': ['k'],
  'function o() { const k = 1; call(«(k) => k») }': [],
  'function o() { const k = 1; call(«({ k: { x = k } }) => x») }': ['k'],
  'function o() { const k = 1; call(«() => ({ k: 1 }).k») }': [],
  'function o() { const k = 1; call(«() => ({ k })») }': ['k'],
  'function o(p, { q }, ...r) { call(«() => p + q + r») }': ['p', 'q', 'r'],
  'function o() { call(«() => { var late; { let k; } return k; function inner() { return late; } }») }': [],
  'function o() { call(«() => v»); { var v = 1; } }': ['v!'],
  'function o() { var v = 1; call(«() => v») }': ['v'],
  'function o() { while (x) { var v = x; call(«() => v»); } }': ['v!'],
  'function o() { const run = () => call(«() => k»); const k = 1; run(); }': ['k'],
  'function o() { let k = 1; call(«() => k»); k = 2; }': ['k!'],
  'function o() { let k; k = 2; call(«() => k») }': ['k'],
  'function o() { let k; k = 2; while (k < 9) { call(«() => k»); k++; } }': ['k!'],
  'function o() { for (let i = 0; i < 3; i++) call(«() => i») }': ['i'],
  'function o() { for (let i = 0; i < 3; i++) { call(«() => i»); i = 9; } }': ['i!'],
  'function o() { for (const [k, v] of m) call(«() => k + v») }': ['k', 'v'],
  'function o() { let k; const set = () => { k = 1; }; call(«() => k») }': ['k!'],
  'function o() { let k = 1; call(«() => { k++; }») }': ['k!'],
  'function o() { let k = 1; ({ k } = load()); call(«() => k») }': ['k'],
  'function o() { try {} catch (error) { call(«() => error») } }': ['error'],
  'function o() { switch (1) { case 1: let k = 1; call(«() => k») } }': ['k'],
  'function o() { const f = «function g() { return g; }» }': [],
  'function o() { class A {} call(«() => new A()») }': ['A'],
  'function o() { call(«class B extends o { m() { return B; } }») }': [],
  'function o() { «function f() { return f(); }» call(f); }': [],
  'function o() { const k = 1; class A { m() { call(«() => new A(k)») } } }': ['A', 'k'],
  'function o() { «class A { m() { return new A(); } }» }': [],
  'import { k } from "k"; call(«() => k.k»)': [],
  'label: for (;;) { call(«() => { label: for (;;) break label; }»); break label; }': [],
};
for (const [source, names] of Object.entries(captures)) {
  test(`${source} captures ${names.join(', ') || 'nothing'}`, () => {
    assert.deepEqual(capturedBy(source), names);
  });
}

const words: Record<string, readonly string[]> = {
  'function o() { call(«() => this») }': ['this'],
  'call(«() => this»)': [],
  'call(«function () { return this; }»)': [],
  'function o() { call(«() => arguments») }': ['arguments'],
  'function o() { call(«() => new.target») }': ['new.target'],
  'class A { #p = 1; m() { call(«(o) => o.#p») } }': ['private name'],
  'call(«class { #p = 1; m(o) { return #p in o; } }»)': [],
  'const o = { «m() { return super.m(); }» }': ['super'],
  'class A { m() { call(«() => super.m()») } }': ['super'],
  'call(«class extends A { m() { return super.m(); } }»)': [],
};
for (const [source, found] of Object.entries(words)) {
  test(`${source} uses ${found.join(', ') || 'nothing'} of what is around it`, () => {
    assert.deepEqual(
      factsOf(source).outerWords.map(({ word }) => word),
      found,
    );
  });
}

test('places of import.meta are offsets in the text', () => {
  const text = '() => [import.meta.url, "import.meta", import . meta]';
  const { importMetas } = factsOf(`call(«${text}»)`);
  assert.deepEqual(importMetas, [7, text.indexOf('import . meta')]);
});

test('V8 places functions at their parameters, and code may have several lines', () => {
  const source = 'const a = 1;\nfunction o(b) {\n  async function inner(\n    x,\n  ) { return x + b; }\n}';
  const text = source.slice(source.indexOf('async'), source.lastIndexOf('}') - 1);
  const facts = analyse(source, { line: 2, column: 22 }, text);
  assert.deepEqual(facts?.captured, [
    { name: 'b', declared: { line: 1, column: 11 }, assigned: null, extended: false },
  ]);
});

test('CommonJS may return at the top and be sloppy', () => {
  assert.deepEqual(capturedBy('function o() { var k = 010; call(«() => k») }\nif (x) return; with (x) {}'), ['k']);
});

test('text that is not in the source is not found', () => {
  assert.equal(analyse('const a = () => 1;', { line: 0, column: 10 }, '() => 2'), undefined);
});

test('the private names of a class are those of its instances', () => {
  assert.equal(privateNameIn('class A extends mixin(B) { static #s = 1; x = "#x"; #f = 2; #m() {} }'), '#f');
  assert.equal(privateNameIn('class A { get #g() { return 1; } }'), '#g');
  assert.equal(privateNameIn('class A { static #s() {} static { A.#s(); } colour = `#fff`; }'), undefined);
});

test('an assignment is told apart by whether the function itself does it', () => {
  const insideOf = (source: string): boolean | undefined => factsOf(source).captured[0]?.assigned?.inside;
  assert.equal(insideOf('function o() { let k = 1; call(«() => { k++; }») }'), true);
  assert.equal(insideOf('function o() { let k = 1; call(«() => k»); k = 2; }'), false);
});

const strict: Record<string, boolean> = {
  'call(«() => 1»)': false,
  '"use strict"; call(«() => 1»)': true,
  'function o() { "use strict"; call(«() => 1»); }': true,
  'class A { m() { call(«() => 1»); } }': true,
  'function o() { call(«() => { "use strict"; }»); }': false,
};
for (const [source, expected] of Object.entries(strict)) {
  test(`the function in ${source} is ${expected ? 'strict' : 'not strict'} because of what is around it`, () => {
    assert.equal(factsOf(source).strict, expected);
  });
}
