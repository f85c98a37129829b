import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArguments } from '../../../cli/src/arguments.ts';
import { UsageError } from '../../../cli/src/options.ts';

function run(...args: string[]) {
  const parsed = parseArguments(['run', ...args]);
  assert.equal(parsed.command, 'run');
  return parsed;
}

function refuses(args: string[], message: RegExp) {
  assert.throws(
    () => parseArguments(args),
    (error) => error instanceof UsageError && message.test(error.message),
    `${args.join(' ')} should be refused with ${message}`,
  );
}

test('what follows the script belongs to the script', () => {
  const { script, scriptArgs, json } = run('--gantt', 'a.ts', '--json', '-x', '--', '--trace');
  assert.equal(script, 'a.ts');
  assert.deepEqual(scriptArgs, ['--json', '-x', '--', '--trace']);
  assert.equal(json, undefined);
});

test('options with a value, with an optional one, and without', () => {
  const args = run('--json', '--report=r.html', '--trace', 't.parascope', '--run-dir=d', '--gantt', 'a.ts');
  assert.equal(args.json, '');
  assert.equal(args.report, 'r.html');
  assert.equal(args.trace, 't.parascope');
  assert.equal(args.runDir, 'd');
  assert.equal(args.gantt, true);
  assert.equal(args.record, true);
  assert.equal(run('--json=out.json', 'a.ts').json, 'out.json');
  assert.equal(run('--no-trace', 'a.ts').record, false);
  assert.deepEqual([run('a.ts').recordArguments, run('--no-arguments', 'a.ts').recordArguments], [true, false]);
  assert.deepEqual([run('a.ts').stallAfterMs, run('--stall-after=0.5', 'a.ts').stallAfterMs], [10_000, 500]);
  assert.deepEqual([run('--serial', 'a.ts').serial, run('a.ts').serial], [true, false]);
  assert.deepEqual(
    [run('--start-method', 'process', 'a.ts').startMethod, run('a.ts').startMethod],
    ['process', undefined],
  );
  assert.throws(() => run('--start-method', 'fork', 'a.ts'), /--start-method: expected thread or process, found fork/);
  assert.equal(run('--open', 'a.ts').report, '');
  assert.equal(run('--cpu-prof', 'a.ts').cpuProfile, true);
  assert.equal(run('a.ts', '--cpu-prof').cpuProfile, false);
});

function scale(...args: string[]) {
  const parsed = parseArguments(['scale', ...args]);
  assert.equal(parsed.command, 'scale');
  return parsed;
}

test("options of scale stand before the script or right behind it; what follows is the script's", () => {
  const { script, scriptArgs, workers, runs, json } = scale('a.ts', '--workers', '4,1,2,2', '--runs=5', 'x', '--json');
  assert.deepEqual([script, scriptArgs, workers, runs, json], ['a.ts', ['x', '--json'], [1, 2, 4], 5, undefined]);
  const before = scale('--json=f', '--workers=3', 'a.ts', '-n', '--runs');
  assert.deepEqual([before.scriptArgs, before.workers, before.runs, before.json], [['-n', '--runs'], [3], 3, 'f']);
  assert.deepEqual(scale('a.ts', '--json', '--', '--workers', '2').scriptArgs, ['--workers', '2']);
  assert.deepEqual([scale('a.ts').workers, scale('a.ts').json], [undefined, undefined]);
  refuses(['scale'], /expected a script: `parascope scale script\.ts/);
  refuses(['scale', 'a.ts', '--workers', '2,x'], /--workers: expected numbers such as 1,2,4, found x/);
  refuses(['scale', 'a.ts', '--runs=0'], /--runs: expected a number such as 5, found 0/);
  refuses(['scale', '--gantt', 'a.ts'], /unknown option --gantt of scale: expected --workers, --runs, --json/);
});

test('a double dash ends the options of run', () => {
  const { script, scriptArgs } = run('--gantt', '--', '--odd.ts', 'x');
  assert.equal(script, '--odd.ts');
  assert.deepEqual(scriptArgs, ['x']);
});

test('mistakes are told with what was expected', () => {
  refuses(['run'], /expected a script/);
  refuses(['run', '--stall-after', 'x', 'a.ts'], /--stall-after: expected seconds such as 10, or 0 for never, found x/);
  refuses(['run', '--gant', 'a.ts'], /unknown option --gant of run: expected --json/);
  refuses(['run', '-e', '1'], /save the program as a file/);
  refuses(['run', '--trace'], /--trace needs a value/);
  refuses(['run', '--cpu-prof', '--no-trace', 'a.ts'], /--cpu-prof needs a trace, but --no-trace records none/);
  refuses(['run', '--gantt=3', 'a.ts'], /--gantt takes no value, found 3/);
  refuses(['run', '--no-trace', '--json', 'a.ts'], /--json needs a trace, but --no-trace/);
  refuses(['a.ts'], /write `parascope run a.ts`/);
  refuses(['frobnicate'], /unknown command frobnicate/);
  refuses(['report'], /expected a trace/);
  refuses(['report', 'a', 'b'], /expected one trace, found also b/);
  refuses(['export', '--json', 'a'], /unknown option --json of export: expected --arrow, --output$/);
  refuses(['run', '--x', 'a.ts'], /Options of the script stand after it/);
  refuses(['compare', 'a'], /expected two traces, or none for the last two runs: .*found a$/);
  refuses(['compare', 'a', 'b', 'c'], /expected two traces, .*found a b c$/);
  refuses(['stop'], /expected one process id: `parascope stop PID`, found nothing/);
  refuses(['stop', '-1'], /unknown option -1 of stop: expected none$/);
  refuses(['stop', 'run-1'], /expected one process id.*found run-1/);
  refuses(['stop', '12', '13'], /expected one process id.*found 12 13/);
});

test('report and export take their options on either side of the trace', () => {
  assert.deepEqual(parseArguments(['report', 'a.parascope', '--json']), {
    command: 'report',
    trace: 'a.parascope',
    json: '',
    report: undefined,
    gantt: false,
    open: false,
  });
  assert.deepEqual(parseArguments(['export', '--output', 'o.arrow', 'a.parascope', '--arrow']), {
    command: 'export',
    trace: 'a.parascope',
    arrow: true,
    output: 'o.arrow',
  });
});

test('compare takes two traces, or none', () => {
  const compare = { command: 'compare', traces: ['a', 'b'], json: '', report: undefined, open: false };
  assert.deepEqual(parseArguments(['compare', 'a', '--json', 'b']), compare);
  assert.deepEqual(parseArguments(['compare']), { ...compare, traces: undefined, json: undefined });
  const shown = { ...compare, json: undefined, report: 'r.html', open: true };
  assert.deepEqual(parseArguments(['compare', '--open', '--report=r.html', 'a', 'b']), shown);
});

test('stop takes a process id', () => {
  assert.deepEqual(parseArguments(['stop', '4711']), { command: 'stop', pid: 4711 });
});

test('help and version are found where people look for them', () => {
  for (const args of [[], ['--help'], ['-h'], ['help'], ['run', '--help'], ['report', '-h']])
    assert.equal(parseArguments(args).command, 'help');
  assert.equal(parseArguments(['--version']).command, 'version');
});
