/** The states of the panel that are worth a look: which run, and what a person has done with it. */
import type { BrowserContextOptions } from 'playwright-core';
import type { RunPhase } from '../../trace/src/panel-session.ts';
import { corpus } from '../corpus/index.ts';
import type { PanelPage, Theme } from '../panel/panel-page.ts';

export interface Scene {
  /** File name of the picture. */
  readonly name: string;
  /** What runs: a script below the project's root and its arguments; none for a panel without a trace. */
  readonly run?: readonly string[];
  /** The run that it is shown beside. */
  readonly before?: readonly string[];
  /** Instead of a run, a generated trace of so many rows. */
  readonly rows?: number;
  /** The run as a page of its own instead of the editor's panel; `cut` has lost its data, `reduced` has what took long. */
  readonly report?: 'whole' | 'reduced' | 'cut';
  /** Default: the run has ended with its exit code. */
  readonly phase?: RunPhase;
  /** Default: vscode-dark. */
  readonly theme?: Theme;
  readonly page?: BrowserContextOptions;
  /** Part of the trace that has arrived. Default: 1. */
  readonly part?: number;
  /** What a person does before the picture is taken. */
  readonly act?: (panel: PanelPage) => Promise<void>;
}

const sample = (name: string, ...args: readonly string[]): readonly string[] => [`samples/${name}.ts`, ...args];
const lockRun = sample('pi-shared-value');

const open = (heading: string) => (panel: PanelPage) => panel.page.getByText(heading, { exact: true }).first().click();

/** By keyboard: to the chart's first slice, down to a worker's task, and its details open. */
const selectSlice = async ({ page }: PanelPage): Promise<void> => {
  await page.locator('.slice-focus').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
};

/** The middle third of what is shown. */
const pickRange = async (panel: PanelPage): Promise<void> => {
  const { page } = panel;
  const plot = await page.locator('.plot').boundingBox();
  if (!plot) return;
  const y = plot.y + 150;
  await panel.dragRange({ x: plot.x + plot.width / 3, y }, { x: plot.x + (plot.width * 2) / 3, y });
  await page.getByRole('region', { name: 'Picked range' }).getByText('Functions').waitFor();
};

const searchFor =
  (text: string) =>
  async ({ page }: PanelPage): Promise<void> => {
    await page.getByRole('searchbox', { name: 'Find slices' }).fill(text);
    await page.getByRole('button', { name: 'Next match' }).click();
  };

const openTables = async (panel: PanelPage): Promise<void> => {
  await open('Tables')(panel);
  await panel.page.getByRole('table', { name: /^Tasks/ }).waitFor();
  await panel.page.locator('#panel').evaluate((root) => (root.scrollTop = root.scrollHeight / 2));
};

const openFlame = async (panel: PanelPage): Promise<void> => {
  await open('Flame chart')(panel);
  await panel.page.getByRole('table', { name: /^(Functions by CPU time|Tasks and what)/ }).waitFor();
  await panel.page.locator('#panel').evaluate((root) => (root.scrollTop = root.scrollHeight / 2));
};

/** Of two runs the earlier one, by the mouse. */
const speakOfBefore = (panel: PanelPage): Promise<void> => panel.page.getByRole('radio', { name: /before/ }).check();

/** With its message, remedy and figures unfolded. A machine that others keep busy may hide what a script is about. */
const unfoldFinding =
  (id: string) =>
  async ({ page }: PanelPage): Promise<void> => {
    const unfold = page.locator('.findings summary');
    const own = page.locator('.finding-id', { hasText: id });
    if ((await unfold.isVisible()) && !(await own.isVisible())) await unfold.click();
    if (!(await own.isVisible())) console.error(`${id} was not found in this run: draw it again on a quiet machine`);
  };

const FINDINGS = Object.keys(corpus).map((id): Scene => ({
  name: `finding-${id}`,
  run: [`test/corpus/scripts/${id}.ts`],
  act: unfoldFinding(id),
}));

/** A pointer on the second worker's first task. */
const hoverTask = async ({ page }: PanelPage): Promise<void> => {
  const lane = await page.locator('.lane-label', { hasText: 'Process-2' }).boundingBox();
  const plot = await page.locator('.plot').boundingBox();
  if (lane && plot) await page.mouse.move(plot.x + plot.width * 0.6, lane.y + lane.height / 2);
  await page.locator('.tooltip').waitFor();
};

export const SCENES: readonly Scene[] = [
  { name: 'starting', phase: { type: 'starting' } },
  { name: 'running-without-data', phase: { type: 'running' } },
  {
    name: 'failed',
    phase: { type: 'failed', message: 'No Node was found for pi.ts.', nextStep: 'Install Node 22.20 or newer.' },
  },
  { name: 'live', run: lockRun, phase: { type: 'running' }, part: 0.6 },
  { name: 'stopped', run: lockRun, phase: { type: 'stopped' }, part: 0.8 },
  ...(['vscode-light', 'vscode-dark', 'vscode-high-contrast', 'vscode-high-contrast-light'] as const).map(
    (theme): Scene => ({ name: `theme-${theme}`, run: lockRun, theme, act: open('Legend') }),
  ),
  { name: 'narrow', run: lockRun, page: { viewport: { width: 420, height: 700 } } },
  { name: 'low', run: lockRun, page: { viewport: { width: 1000, height: 320 } } },
  { name: 'wide-sharp', run: lockRun, page: { viewport: { width: 1600, height: 900 }, deviceScaleFactor: 2 } },
  { name: 'slice-selected', run: lockRun, act: selectSlice },
  { name: 'tables', run: lockRun, act: openTables },
  { name: 'flame-profile', run: ['--cpu-prof', ...sample('pool-map')], act: openFlame },
  { name: 'flame-slices', run: lockRun, theme: 'vscode-light', act: openFlame },
  { name: 'flame-contrast', run: lockRun, theme: 'vscode-high-contrast', act: openFlame },
  { name: 'compare', run: sample('pi-exercise'), before: lockRun },
  { name: 'compare-before', run: sample('pi-exercise'), before: lockRun, theme: 'vscode-light', act: speakOfBefore },
  {
    name: 'compare-narrow',
    run: sample('pi-exercise'),
    before: lockRun,
    theme: 'vscode-high-contrast',
    page: { viewport: { width: 420, height: 800 } },
  },
  { name: 'critical-path', run: lockRun, act: ({ page }) => page.keyboard.press('c') },
  { name: 'picked-range', run: lockRun, act: pickRange },
  { name: 'search', run: lockRun, act: searchFor('value-1') },
  { name: 'view-menu', run: lockRun, act: open('View') },
  { name: 'keys', run: lockRun, act: open('Keys') },
  { name: 'hover', run: lockRun, act: hoverTask },
  { name: 'narrow-details', run: lockRun, page: { viewport: { width: 520, height: 900 } }, act: selectSlice },
  { name: 'contrast-details', run: lockRun, theme: 'vscode-high-contrast-light', act: selectSlice },
  { name: 'contrast-search', run: lockRun, theme: 'vscode-high-contrast', act: searchFor('value-1') },
  { name: 'contrast-range', run: lockRun, theme: 'vscode-high-contrast-light', act: pickRange },
  // The README shows it, as docs/images/panel.png: drawn on a quiet machine.
  {
    name: 'readme',
    run: lockRun,
    report: 'whole',
    page: { colorScheme: 'dark', viewport: { width: 1200, height: 880 } },
  },
  { name: 'report', run: lockRun, report: 'whole', page: { colorScheme: 'light' } },
  { name: 'report-reduced', run: lockRun, report: 'reduced', page: { colorScheme: 'dark' } },
  { name: 'report-cut', run: lockRun, report: 'cut', page: { colorScheme: 'dark' } },
  { name: 'report-without-scripts', run: lockRun, report: 'whole', page: { javaScriptEnabled: false } },
  { name: 'million-rows', rows: 1_000_000 },
  { name: 'two-programs', run: sample('remote-manager') },
  { name: 'worker-killed', run: ['test/gallery/killed.ts'] },
  ...FINDINGS,
  { name: 'huge', run: ['test/gallery/huge.ts'] },
  { name: 'many-workers', run: sample('quicksort-nested') },
  ...[
    'cpu-count',
    'random-numbers-queue',
    'pool-power',
    'pi-exercise',
    'pipe-producers',
    'shared-array',
    'text-statistics',
    'parameter-sweep',
    'one-core',
    'io-bound',
    'process-names',
  ].map((name): Scene => ({ name: `sample-${name}`, run: sample(name) })),
];
