/** The declarations that the package ships, as the compiler of a user sees them who checks libraries too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';

const root = path.resolve(import.meta.dirname, '../..');
const types = path.join(root, 'runtime/dist/types');

test('the declarations of the package hold by themselves, and show users nothing internal', () => {
  const program = ts.createProgram([path.join(types, 'runtime/src/index.d.ts')], {
    target: ts.ScriptTarget.ES2023,
    lib: [
      'lib.es2023.d.ts',
      'lib.esnext.disposable.d.ts',
      'lib.es2024.sharedmemory.d.ts',
      'lib.es2024.arraybuffer.d.ts',
    ],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [path.join(root, 'node_modules/@types')],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  });
  const own = program.getSourceFiles().filter(({ fileName }) => path.resolve(fileName).startsWith(types));
  assert.ok(own.length > 10, 'the declarations are built');
  const found = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  const words = found.map(
    ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
  );
  assert.deepEqual(words, []);
  for (const { fileName } of own) assert.doesNotMatch(readFileSync(fileName, 'utf8'), /@internal/, fileName);
});
