import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../../../runtime/src/functions/lift.ts';
import type { ModuleRef } from '../../../runtime/src/functions/function-ref.ts';

const secret = 'of this module';
const scope = {
  // What the footer of a module does: a direct eval in the module's scope.
  evaluate: (text: string): unknown => eval(text),
  scriptName: '/somewhere/script.ts',
  meta: { url: 'file:///somewhere/script.ts' },
};

function refOf(text: string, line: number, column: number, more: Partial<ModuleRef> = {}): ModuleRef {
  const rest = { name: '', path: null, compiled: null, captured: [], strict: false };
  return { kind: 'module', url: 'file:///somewhere/script.ts', ...rest, text, line, column, ...more };
}

function made(ref: ModuleRef, values: readonly unknown[] = []): (...args: unknown[]) => unknown {
  const { create, set } = compile(scope, ref)();
  set(values);
  return create() as unknown as (...args: unknown[]) => unknown;
}

function call(ref: ModuleRef, ...args: unknown[]): unknown {
  return made(ref)(...args);
}

test('text is compiled in the scope of the module', () => {
  assert.equal(secret.length, 14);
  assert.equal(call(refOf('(x) => x + secret.length', 3, 9), 1), 15);
  assert.equal(call(refOf('function (x) { return x + secret.length; }', 3, 18), 1), 15);
  assert.equal(call(refOf('twice(x) { return 2 * x; }', 3, 18), 4), 8);
  assert.equal(call(refOf('["computed"](x) { return 3 * x; }', 3, 18), 4), 12);
});

test('frames name the line and column of the file', () => {
  const text = '() => { throw new Error("here"); }';
  for (const [line, column] of [
    [41, 6],
    [0, 30],
  ] as const) {
    assert.throws(
      () => call(refOf(text, line, column)),
      (error: Error) => {
        assert.match(
          error.stack ?? '',
          new RegExp(`script\\.ts:${line + 1}:${column + text.indexOf('new') + 1}\\)?\\n`),
        );
        return true;
      },
    );
  }
});

test('import.meta is that of the module', () => {
  const text = '() => import.meta.url';
  assert.equal(call(refOf(text, 1, 0, { compiled: text.replace('import.meta', '$importMeta') })), scope.meta.url);
});

test('each function that is made has local variables of its own, set before or after', () => {
  const make = compile(scope, refOf('() => [k, $]', 7, 4, { captured: ['k', '$'] }));
  const [one, two] = [make(), make()];
  const early = one.create();
  one.set([1, 'a']);
  two.set([2, 'b']);
  assert.deepEqual((early as () => unknown)(), [1, 'a']);
  assert.deepEqual((two.create() as () => unknown)(), [2, 'b']);
});

test('a class finds what it extends', () => {
  const Made = made(refOf('class extends Base { twice() { return 2 * this.x; } }', 2, 0, { captured: ['Base'] }), [
    class {
      x = 4;
    },
  ]);
  assert.equal((Reflect.construct(Made, []) as { twice: () => number }).twice(), 8);
});

test('a function that was strict because of what is around it stays strict', () => {
  const text = 'function () { return this === undefined; }';
  const sloppy = { ...scope, evaluate: (source: string): unknown => (0, eval)(source) };
  const run = (strict: boolean): unknown =>
    (compile(sloppy, refOf(text, 1, 0, { strict }))().create() as unknown as () => unknown)();
  assert.deepEqual([run(true), run(false)], [true, false]);
});
