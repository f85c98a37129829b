import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lift } from '../../../runtime/src/functions/lift.ts';
import type { ModuleRef } from '../../../runtime/src/functions/function-ref.ts';

const secret = 'of this module';
const scope = {
  // What the footer of a module does: a direct eval in the module's scope.
  evaluate: (text: string): unknown => eval(text),
  scriptName: '/somewhere/script.ts',
  meta: { url: 'file:///somewhere/script.ts' },
};

function refOf(text: string, line: number, column: number, compiled: string | null = null): ModuleRef {
  return { kind: 'module', url: 'file:///somewhere/script.ts', name: '', path: null, text, compiled, line, column };
}

function call(ref: ModuleRef, ...args: unknown[]): unknown {
  return (lift(scope, ref) as unknown as (...args: unknown[]) => unknown)(...args);
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
  assert.equal(call(refOf(text, 1, 0, text.replace('import.meta', '$importMeta'))), scope.meta.url);
});
