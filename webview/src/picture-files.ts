/** Pictures of the chart as files. */
import type { PictureParts } from './picture.ts';
import { pictureOf } from './picture.ts';
import { SvgContext } from './svg-context.ts';

export type PictureType = 'png' | 'svg';

/** Sharp in print too, whatever the screen. */
const LEAST_RATIO = 2;

/** The bytes of a file. Rejects where the browser gives no canvas, or none so large. */
export async function pictureFile(parts: PictureParts, type: PictureType): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The browser gives no canvas.');
  const picture = pictureOf(parts, context);
  if (type === 'svg') {
    const svg = new SvgContext(context);
    picture.draw(svg);
    return new TextEncoder().encode(svg.text(picture.widthPx, picture.heightPx));
  }
  const ratio = Math.max(LEAST_RATIO, window.devicePixelRatio);
  canvas.width = Math.round(picture.widthPx * ratio);
  canvas.height = Math.round(picture.heightPx * ratio);
  context.scale(ratio, ratio);
  picture.draw(context);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('The browser made no picture of the canvas.');
  return new Uint8Array(await blob.arrayBuffer());
}
