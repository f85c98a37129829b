import type { DrawingContext } from './drawing-context.ts';
import { colourOfFill } from './patterns.ts';

/** What `save` keeps. */
interface Kept {
  readonly style: Style;
  readonly groups: number;
}

type Style = Pick<
  DrawingContext,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineJoin' | 'globalAlpha' | 'font' | 'textBaseline' | 'textAlign'
>;

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };

/** Writes what is drawn as SVG: text stays text. Patterns become their colour. */
export class SvgContext implements DrawingContext {
  fillStyle: DrawingContext['fillStyle'] = '#000000';
  strokeStyle: DrawingContext['strokeStyle'] = '#000000';
  lineWidth = 1;
  lineJoin: CanvasLineJoin = 'miter';
  globalAlpha = 1;
  font = '10px sans-serif';
  textBaseline: CanvasTextBaseline = 'alphabetic';
  textAlign: CanvasTextAlign = 'start';
  readonly #out: string[] = [];
  readonly #saved: Kept[] = [];
  readonly #ruler: CanvasRenderingContext2D;
  #path: string[] = [];
  #dash: readonly number[] = [];
  #groups = 0;
  #clips = 0;

  /** `ruler` measures text. */
  constructor(ruler: CanvasRenderingContext2D) {
    this.#ruler = ruler;
  }

  /** The whole file. */
  text(widthPx: number, heightPx: number): string {
    const size = `width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`;
    const open = '</g>'.repeat(this.#groups);
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${this.#out.join('\n')}${open}\n</svg>\n`;
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect ${box(x, y, width, height)} ${this.#fill()}/>`);
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#out.push(`<rect ${box(x, y, width, height)} ${this.#stroke()}/>`);
  }

  beginPath(): void {
    this.#path = [];
  }

  closePath(): void {
    this.#path.push('Z');
  }

  moveTo(x: number, y: number): void {
    this.#path.push(`M${short(x)} ${short(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.#path.push(`L${short(x)} ${short(y)}`);
  }

  bezierCurveTo(x1: number, y1: number, x2: number, y2: number, x: number, y: number): void {
    this.#path.push(`C${[x1, y1, x2, y2, x, y].map(short).join(' ')}`);
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#path.push(`M${short(x)} ${short(y)}h${short(width)}v${short(height)}h${short(-width)}Z`);
  }

  roundRect(x: number, y: number, width: number, height: number, radii?: unknown): void {
    const radius = typeof radii === 'number' ? Math.max(0, Math.min(radii, width / 2, height / 2)) : 0;
    const [across, down] = [short(width - 2 * radius), short(height - 2 * radius)];
    const corner = (dx: number, dy: number): string => `a${radius} ${radius} 0 0 1 ${dx} ${dy}`;
    this.#path.push(
      `M${short(x + radius)} ${short(y)}h${across}${corner(radius, radius)}v${down}${corner(-radius, radius)}`,
      `h-${across}${corner(-radius, -radius)}v-${down}${corner(radius, -radius)}Z`,
    );
  }

  clip(): void {
    const id = `clip${++this.#clips}`;
    this.#out.push(`<clipPath id="${id}"><path d="${this.#path.join('')}"/></clipPath><g clip-path="url(#${id})">`);
    this.#groups++;
  }

  fill(): void {
    this.#out.push(`<path d="${this.#path.join('')}" ${this.#fill()}/>`);
  }

  stroke(): void {
    this.#out.push(`<path d="${this.#path.join('')}" ${this.#stroke()}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const [, size = '10', family = 'sans-serif'] = /([\d.]+)px\s+(.+)$/.exec(this.font) ?? [];
    const weight = /^(bold|\d{3})\s/.exec(this.font)?.[1];
    const place = this.textBaseline === 'middle' ? ' dominant-baseline="central"' : '';
    const anchor = ANCHORS[this.textAlign];
    const attributes = [
      `x="${short(x)}" y="${short(y)}" font-size="${size}" font-family="${escapeXml(family)}"`,
      `${weight ? `font-weight="${weight}" ` : ''}${anchor ? `text-anchor="${anchor}" ` : ''}${this.#fill()}${place}`,
    ];
    this.#out.push(`<text ${attributes.join(' ')}>${escapeXml(text)}</text>`);
  }

  measureText(text: string): TextMetrics {
    this.#ruler.font = this.font;
    return this.#ruler.measureText(text);
  }

  setLineDash(dash: Iterable<number>): void {
    this.#dash = [...dash];
  }

  translate(x: number, y: number): void {
    this.#out.push(`<g transform="translate(${short(x)} ${short(y)})">`);
    this.#groups++;
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textBaseline, textAlign } = this;
    const style = { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textBaseline, textAlign };
    this.#saved.push({ style, groups: this.#groups });
  }

  restore(): void {
    const kept = this.#saved.pop();
    if (!kept) return;
    this.#out.push('</g>'.repeat(this.#groups - kept.groups));
    this.#groups = kept.groups;
    Object.assign(this, kept.style);
  }

  #fill(): string {
    return `fill="${escapeXml(colourOfFill(this.fillStyle))}"${this.#opacity()}`;
  }

  #stroke(): string {
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    const colour = escapeXml(colourOfFill(this.strokeStyle));
    const line = `stroke-width="${this.lineWidth}" stroke-linejoin="${this.lineJoin}"`;
    return `fill="none" stroke="${colour}" ${line}${dash}${this.#opacity()}`;
  }

  #opacity(): string {
    return this.globalAlpha < 1 ? ` opacity="${this.globalAlpha}"` : '';
  }
}

function box(x: number, y: number, width: number, height: number): string {
  const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)];
  return `x="${short(left)}" y="${short(top)}" width="${short(Math.abs(width))}" height="${short(Math.abs(height))}"`;
}

/** Hundredths of a pixel are enough. */
function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Characters that XML forbids are left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
