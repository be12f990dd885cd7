import { createCanvas } from '@napi-rs/canvas';

/** How much of each pixel a text covers, 0–255. */
export interface TextMask {
  readonly width: number;
  readonly height: number;
  readonly alpha: Uint8Array;
}

const family = '"Noto Sans", "DejaVu Sans", sans-serif';
const measuring = createCanvas(1, 1).getContext('2d');

/** A line of text in any script, in the given height; squeezed when it would be wider than `maxWidth`. */
export function textMask(text: string, { height, maxWidth }: { height: number; maxWidth: number }): TextMask {
  const font = `600 ${Math.round(height * 0.72)}px ${family}`;
  measuring.font = font;
  const width = Math.max(1, Math.min(maxWidth, Math.ceil(measuring.measureText(text).width)));
  const context = createCanvas(width, height).getContext('2d');
  context.font = font;
  context.textBaseline = 'middle';
  context.fillStyle = 'white';
  context.fillText(text, 0, height / 2, width);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, alpha: Uint8Array.from({ length: width * height }, (_, pixel) => data[pixel * 4 + 3] ?? 0) };
}
