/** Closures take the values of their local variables along; those of which a copy would not do are refused in words. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { register, runNode } from './run-fixture.ts';

const fixtures = path.join(import.meta.dirname, 'fixtures/functions');
const runtime = path.resolve(import.meta.dirname, '../../runtime');
const ways: Record<string, readonly string[]> = {
  '--require': ['--require', register],
  '--import': ['--import', register],
  'Node alone': [],
};

/** What the modules of fixtures export. */
const EXPORTED: Readonly<Record<string, string>> = { 'closure-lib': '{ remote }', 'instance-lib': '{ Far, makeFar }' };

/** A folder with the fixtures as CommonJS, and the package beside them. */
function asCommonJs(context: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parascope-closures-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(runtime, path.join(folder, 'node_modules/parascope'), 'junction');
  for (const name of ['closures', 'closure-lib', 'refusals', 'instances', 'instance-lib']) {
    const text = readFileSync(path.join(fixtures, `${name}.ts`), 'utf8')
      .replace(/^import (\{.*\}) from '(.*)(?<!\.ts)';$/gm, "const $1 = require('$2');")
      .replace(/^import (\{.*\}) from '(.*)\.ts';$/gm, "const $1 = require('$2.cts');")
      .replace(/^export (default .*;$)?/gm, '')
      .replace('if (isMain) await main();', 'if (isMain) void main();');
    const exported = EXPORTED[name];
    writeFileSync(
      path.join(folder, `${name}.cts`),
      text + (exported === undefined ? '' : `module.exports = ${exported};\n`),
    );
  }
  return folder;
}

function linesOf(file: string, text: string): number[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
}

/** `file:line` of the one line that holds a text. */
function place(file: string, text: string): string {
  const [line, ...others] = linesOf(file, text);
  assert.ok(line !== undefined && others.length === 0, `${text} in ${file}`);
  return `${path.basename(file)}:${line}`;
}

function column(file: string, text: string, inner: string): string {
  const [number = 0] = linesOf(file, text);
  const line = readFileSync(file, 'utf8').split('\n')[number - 1] ?? '';
  return `${path.basename(file)}:${number}:${line.indexOf(inner) + 1}`;
}

function expected(file: string): string[] {
  return [
    'values [ 111, 114 ]',
    "objects [ [ 1, 2 ], Map(1) { 'a' => 1n }, 1970-01-01T00:00:00.000Z, 'x' ]",
    'as they are at the call [ 3 ]',
    'not as they are later 3',
    'one copy for the tasks of a call [ 1, 2, 3 ]',
    'another for the next [ 1 ]',
    'the own one 1',
    'loops [ 10, 11, 12, 2 ]',
    'assigned before 2',
    'cycles [ [ true, 24 ], [ false, 120 ] ]',
    'classes [ 4, 6 ]',
    'class first [ 4, 6 ]',
    'shared captures [ 2, 2, 2 ]',
    'functions in objects [ [ 10, 15 ] ]',
    'method [ 15 ]',
    'generator [ 0, 2, 4 ]',
    'built-ins [ 4, [ 1 ] ]',
    'of another file [ 9, 11 ]',
    'as arguments [ 8, 100 ]',
    'bound [ 105 ]',
    'bound values [ 2, 3 ]',
    'static [ 2 ]',
    'of a prototype [ 6 ]',
    'of a constant [ 102 ]',
    'nested pools [ [ 22, 23 ] ]',
    `stack captured 1 ${column(file, 'throw new RangeError', 'new RangeError')} ${column(file, '=> thrower(x)', 'thrower(x)')}`,
    "handles [ 'child', 2 ]",
    "local subclass [ 'Named', 'child' ]",
    'initializer 25',
  ];
}

function refusals(file: string): string[] {
  const at = (text: string): string => place(file, text);
  const inline = (text: string): string => `FunctionError: the inline function at ${at(text)}`;
  const copy = (text: string, name: string, declared: string, assigned: string): string =>
    `${inline(text)} uses the local variable '${name}' of ${at(declared)}, which is also assigned at ${at(assigned)}: ` +
    `a worker has a copy of its own, taken when the call is made, so that change could be lost. ` +
    `Copy it first (const copy = ${name}), or pass it as an argument.`;
  const around = (who: string, word: string, where: string): string =>
    `FunctionError: ${who} uses ${word} of the code around it (${where}), which a worker does not have. ` +
    `Pass what it needs as arguments.`;
  const inner = (text: string, word: string): string => around(`the inline function at ${at(text)}`, word, at(text));
  const secretive =
    `an instance of Counter (${at('class Counter {')}), whose private #secret cannot be read to be copied: pass its data, ` +
    `and make the object where it is used`;
  const way = 'Make it in the function, or pass what it needs as an argument.';
  return [
    copy('=> after)', 'after', 'let after', 'after = 2'),
    `${inline('inside++')} assigns the local variable 'inside' of ${at('let inside')} (at ${at('inside++')}): a worker ` +
      `has a copy of its own, so what it writes would be lost. Return the result, or share it: ` +
      `new Value('d', 0), new Queue().`,
    copy('=> elsewhere,', 'elsewhere', 'let elsewhere', 'elsewhere = 5'),
    copy('=> i)', 'i', 'let i = 0', 'i += 1'),
    copy('=> turns)', 'turns', 'let turns', 'turns++'),
    `${inline('=> dead)')} uses the local variable 'dead' of ${at('const dead')}, which has no value yet when the call ` +
      `is made. Make the call after that line.`,
    `${inline('counter.up())')} uses the local variable 'counter': counter is ${secretive}. ${way}`,
    `FunctionError: up was made by bind(): its this is ${secretive}.`,
    inner('=> this.count', "'this'"),
    inner('#secret in', 'a private name'),
    inner('=> arguments', "'arguments'"),
    around(`made at ${at('=> new.target')}`, "'new.target'", at('=> new.target')),
    `${inline('socket.list.length')} uses the local variable 'socket': socket.list[0].weak is a WeakMap, which belongs ` +
      `to its thread and cannot be copied to another one. ${way}`,
    `FunctionError: uses at ${at('String(symbol)')} uses the local variable 'symbol': symbol is Symbol(s), and symbols ` +
      `cannot be copied to another thread. ${way}`,
    `FunctionError: get value at ${at('get value()')} is a getter or setter, which cannot be called by itself. ` +
      `Put it into a function.`,
    around(`method at ${at('method(): string')}`, "'super'", at('super.toString')),
    `FunctionError: Mixed at ${at('extends mixin')} needs the local variable 'mixin' of ${at('const mixin')} where it ` +
      `is made, which cannot be done again in a worker. Move both to the top level of the module.`,
    `FunctionError: Listed at ${at('class Listed')} uses the local variable 'registry': registry.all[0] is the function ` +
      `Listed, which cannot be copied to another thread as data. ${way}`,
    `FunctionError: anonymous comes from generated code, which a worker cannot load: parallel scripts are files. ` +
      `Save the code as a file and run that.`,
  ];
}

function instances(file: string): string[] {
  const at = (text: string): string => place(file, text);
  const own = (name: string, secret: string, written = `class ${name}`): string =>
    `an instance of ${name} (${at(written)}), whose private ${secret} cannot be read to be copied: pass its data, and make ` +
    `the object where it is used`;
  const local =
    `an instance of Local (${at('class Local')}), a class that workers cannot find by a name: move the class to the top ` +
    `level of its module, or pass a plain object: { ...it }`;
  const extended = (name: string, base: string): string =>
    `args[0] is an instance of ${name}, which extends ${base}: it would arrive without its class. Pass a plain ${base}, or ` +
    `an object that holds one`;
  const foreign = (name: string): string =>
    `args[0] is a ${name}, which belongs to its thread and cannot be copied to another one`;
  return [
    'items [ [ 5, 7, true, true ], [ 6, 7, true, true ] ]',
    'captured 10 10',
    'static private true',
    'initargs 10',
    'result true 3 true 0 1',
    'made there 10 true 6',
    'setter 7',
    'future 2',
    'of Node true',
    'messages true 6 8',
    'between workers 6',
    'fields of a process 5 true',
    'pipe 6',
    'end true',
    `private field args[0] is ${own('Account', '#balance', 'class Account {')}`,
    `inherited args[0].list[0] is ${own('Savings', '#balance')}`,
    `private method args[0] is ${own('Secretive', '#check')}`,
    `local class args[0] is ${local}`,
    `message message.it is ${local}`,
    `array ${extended('Stack', 'Array')}`,
    `map ${extended('Register', 'Map')}`,
    `of Node ${foreign('URL')}`,
    `of the language ${foreign('NumberFormat')}`,
    `of ours ${foreign('Pool')}`,
    `captured the inline function at ${at('account.balance')} uses the local variable 'account': account is ` +
      `${own('Account', '#balance', 'class Account {')}. Make it in the function, or pass what it needs as an argument.`,
    'true',
  ];
}

for (const [way, launch] of Object.entries(ways)) {
  for (const kind of ['ES module', 'CommonJS']) {
    const file = (context: TestContext, name: string): string =>
      kind === 'CommonJS' ? path.join(asCommonJs(context), `${name}.cts`) : path.join(fixtures, `${name}.ts`);

    test(`closures of ${kind} run in workers, ${way}`, async (context) => {
      const script = file(context, 'closures');
      const { lines, stderr, exitCode } = await runNode([...launch, script]);
      assert.deepEqual(lines, expected(script), stderr);
      assert.equal(exitCode, 0, stderr);
    });

    test(`instances travel with the class that their receiver has, in ${kind}, ${way}`, async (context) => {
      const script = file(context, 'instances');
      const { lines, stderr, exitCode } = await runNode([...launch, script]);
      assert.deepEqual(lines, instances(script), stderr);
      assert.equal(stderr, '');
      assert.equal(exitCode, 0);
    });

    test(`closures of ${kind} of which a copy would not do are refused, ${way}`, async (context) => {
      const script = file(context, 'refusals');
      const { lines, stderr } = await runNode([...launch, script]);
      assert.deepEqual(lines, refusals(script), stderr);
      assert.equal(stderr, '');
    });
  }
}
