/** The colours of the chart: contributed to the editor's themes, and the same where there is no editor. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root } from '../../../scripts/toolchain.mjs';

/** Each kind of theme: its rule in panel.css, the rules below it, and the darkest or lightest usual background of an editor. */
const THEMES = {
  light: { rules: ['body'], background: '#ffffff' },
  dark: { rules: ['body', 'body.vscode-dark,\nbody.vscode-high-contrast'], background: '#1f1f1f' },
  highContrast: {
    rules: ['body', 'body.vscode-dark,\nbody.vscode-high-contrast', 'body.vscode-high-contrast'],
    background: '#000000',
  },
  highContrastLight: { rules: ['body', 'body.vscode-high-contrast-light'], background: '#ffffff' },
} as const;

interface Colour {
  readonly id: string;
  readonly defaults: Readonly<Record<keyof typeof THEMES, string>>;
}

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly contributes: { readonly colors: readonly Colour[] };
};
const css = readFileSync(path.join(root, 'webview/src/panel.css'), 'utf8');
const { colors } = manifest.contributes;

/** What a rule of the style sheet gives where the editor gives no colour: by the editor's variable. */
function fallbacks(selector: string): ReadonlyMap<string, string> {
  const rule = css.split(/^\}/m).find((text) =>
    text
      .trimStart()
      .replace(/^\/\*[^]*?\*\/\s*/, '')
      .startsWith(`${selector} {`),
  );
  assert.ok(rule, `panel.css has no rule ${selector}`);
  return new Map(
    [...rule.matchAll(/var\(--vscode-(parascope-[\w-]+), (#[0-9a-f]{6})\)/g)].map(([, name, hex]) => [name!, hex!]),
  );
}

/** WCAG's contrast of two colours `#rrggbb`. */
function contrast(one: string, other: string): number {
  const luminance = (hex: string): number => {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
  test(`the ${theme} colours are the same with and without an editor`, () => {
    const shown = new Map(THEMES[theme].rules.flatMap((rule) => [...fallbacks(rule)]));
    const given = new Map(colors.map(({ id, defaults }) => [id.replaceAll('.', '-'), defaults[theme]]));
    assert.deepEqual([...shown].sort(), [...given].sort());
  });

test('no category has a colour that the editor cannot change', () => {
  assert.deepEqual(css.match(/^ *--(state|wait|task|use)-(?![\w-]*line)[\w-]+: #.*$/gm), null);
});

test('in high contrast every category stands out from the background, idle time apart', () => {
  for (const theme of ['highContrast', 'highContrastLight'] as const)
    for (const { id, defaults } of colors.filter((colour) => colour.id !== 'parascope.state.idle')) {
      const ratio = contrast(defaults[theme], THEMES[theme].background);
      assert.ok(ratio >= 3, `${id} ${defaults[theme]} in ${theme}: ${ratio.toFixed(2)} : 1`);
    }
});

test('what costs time stands out in every theme', () => {
  const costly = ['state.running', 'state.waiting', 'wait.lock', 'task1', 'task2', 'task3', 'task4', 'task5', 'task6'];
  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[])
    for (const name of costly) {
      const colour = colors.find(({ id }) => id === `parascope.${name}`);
      assert.ok(colour, name);
      const ratio = contrast(colour.defaults[theme], THEMES[theme].background);
      assert.ok(ratio >= 3, `${name} in ${theme}: ${ratio.toFixed(2)} : 1`);
    }
});

/** Where each kind of cone is missing: what is left of linear red, green and blue (Machado et al., severity 1). */
const SIGHT = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  noGreen: [
    [0.367, 0.861, -0.228],
    [0.28, 0.673, 0.047],
    [-0.012, 0.043, 0.969],
  ],
  noRed: [
    [0.152, 1.053, -0.205],
    [0.115, 0.786, 0.099],
    [-0.004, -0.048, 1.052],
  ],
} as const;

/** CIE L*a*b* of a colour as it is seen. */
function lab(hex: string, sight: keyof typeof SIGHT): readonly [number, number, number] {
  const linear = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  const mixed = (row: readonly number[]): number => row.reduce((sum, factor, at) => sum + factor * linear[at]!, 0);
  const [red, green, blue] = SIGHT[sight].map((row) => Math.min(1, Math.max(0, mixed(row)))) as [
    number,
    number,
    number,
  ];
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
  const y = f(0.2126 * red + 0.7152 * green + 0.0722 * blue);
  const z = f((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

test('no two states look alike, also to eyes without red or green cones', () => {
  const states = colors.filter(({ id }) => /^parascope\.(state|wait)\./.test(id) && id !== 'parascope.state.waiting');
  for (const theme of ['dark', 'light'] as const)
    for (const sight of Object.keys(SIGHT) as (keyof typeof SIGHT)[])
      for (const [at, one] of states.entries())
        for (const other of states.slice(at + 1)) {
          // Drawn as a pattern in every theme.
          if ([one.id, other.id].includes('parascope.state.unknown')) continue;
          const [a, b] = [lab(one.defaults[theme], sight), lab(other.defaults[theme], sight)];
          const distance = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
          assert.ok(distance >= 12, `${one.id} and ${other.id} in ${theme} (${sight}): ${distance.toFixed(1)}`);
        }
});
