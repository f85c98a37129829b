/** Time axes of text charts. */

/** Columns between the beginnings of two labels, at least. */
const LABEL_COLUMNS = 12;

/** Labels with ticks at round times from 0 to `endNs`, on so many columns: `╷0 ms      ╷50 ms`. */
export function axisLabels(endNs: number, columns: number, tick: string): string {
  const stepNs = roundStep((endNs * LABEL_COLUMNS) / columns);
  const { unit, ns } = unitOf(stepNs);
  let line = '';
  for (let index = 0; index * stepNs < endNs; index++) {
    const column = Math.round(((index * stepNs) / endNs) * columns);
    const label = `${tick}${rounded((index * stepNs) / ns)} ${unit}`;
    if (column + label.length > columns) break;
    line = `${line.padEnd(column)}${label}`;
  }
  return line;
}

/** The least of 1, 2, 5, 10, 20 … that is not below `least`. */
function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function unitOf(stepNs: number): { unit: string; ns: number } {
  if (stepNs >= 1e8) return { unit: 's', ns: 1e9 };
  if (stepNs >= 1e5) return { unit: 'ms', ns: 1e6 };
  return { unit: 'µs', ns: 1e3 };
}

function rounded(value: number): string {
  return String(Math.round(value * 1e3) / 1e3);
}
