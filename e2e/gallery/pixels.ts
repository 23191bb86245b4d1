// What a picture shows, point by point, and how well colours stand out from one another.
import type { Page } from '@playwright/test';
import { contrast, type Rgb } from '../../src/widget/oklch.ts';

/** The colours of a PNG, row by row, as the browser decodes it. */
export async function readPixels(page: Page, png: Buffer): Promise<Rgb[][]> {
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const { width, height } = image;
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    context?.drawImage(image, 0, 0);
    const points = Array.from(context?.getImageData(0, 0, width, height).data ?? []);
    return Array.from({ length: height }, (_row, y) =>
      Array.from({ length: width }, (_point, x) =>
        points.slice((y * width + x) * 4, (y * width + x) * 4 + 3),
      ),
    );
  }, png.toString('base64'));
}

/** The best contrast that any of the colours has to this one. */
export function standOut(colors: readonly Rgb[], from: Rgb): number {
  return Math.max(...colors.map((color) => contrast(color, from)));
}
