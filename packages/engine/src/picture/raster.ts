import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Label } from '@rostrum/compositor';
import { fromRgba, type YuvBitmap } from './yuv.ts';

/** One family for each script; what a family lacks is looked for in the next. */
const families =
  '"Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Color Emoji", sans-serif';
const ink = '#f4f6f8';
const quiet = '#aab4c0';
const plate = 'rgba(15, 18, 22, 0.72)';

const font = (weight: number, sizePx: number) => `${weight} ${sizePx}px ${families}`;
const even = (value: number) => Math.ceil(value / 2) * 2;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The text, or as much of it as fits with an ellipsis. */
function fitted(context: SKRSContext2D, text: string, maxWidth: number): string {
  if (context.measureText(text).width <= maxWidth) return text;
  const pieces = Array.from(graphemes.segment(text), ({ segment }) => segment);
  while (pieces.length > 1 && context.measureText(`${pieces.join('')}…`).width > maxWidth) pieces.pop();
  return `${pieces.join('')}…`;
}

function bitmapOf(context: SKRSContext2D, width: number, height: number): YuvBitmap {
  const { data } = context.getImageData(0, 0, width, height);
  return fromRgba(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), { width, height });
}

/** A name on a dark plate with round corners, and a crossed microphone when muted. */
export function rasterLabel({ text, muted }: Label, tile: { width: number; height: number }): YuvBitmap {
  const sizePx = Math.max(12, Math.min(22, Math.round(tile.height / 16)));
  const padding = Math.round(sizePx * 0.6);
  const iconWidth = muted ? Math.round(sizePx * 1.2) : 0;
  const measuring = createCanvas(16, 16).getContext('2d');
  measuring.font = font(500, sizePx);
  const shown = fitted(measuring, text, Math.max(sizePx, tile.width * 0.8 - padding * 2 - iconWidth));
  const width = even(measuring.measureText(shown).width + padding * 2 + iconWidth);
  const height = even(sizePx * 1.7);
  const context = createCanvas(width, height).getContext('2d');
  context.fillStyle = plate;
  context.beginPath();
  context.roundRect(0, 0, width, height, sizePx * 0.4);
  context.fill();
  context.font = font(500, sizePx);
  context.textBaseline = 'middle';
  context.fillStyle = ink;
  if (muted) drawMuted(context, { x: padding, y: height / 2, sizePx });
  context.fillText(shown, padding + iconWidth, height / 2 + 1);
  return bitmapOf(context, width, height);
}

function drawMuted(context: SKRSContext2D, { x, y, sizePx }: { x: number; y: number; sizePx: number }): void {
  const unit = sizePx / 10;
  context.strokeStyle = '#ff8f86';
  context.lineWidth = Math.max(1.2, unit * 1.1);
  context.lineCap = 'round';
  context.beginPath();
  context.roundRect(x + unit * 2.5, y - unit * 4.5, unit * 3, unit * 5.5, unit * 1.5);
  context.moveTo(x + unit, y - unit * 0.5);
  context.arc(x + unit * 4, y - unit * 0.5, unit * 3, Math.PI, 0, true);
  context.moveTo(x + unit * 4, y + unit * 2.5);
  context.lineTo(x + unit * 4, y + unit * 4.5);
  context.moveTo(x, y - unit * 4.5);
  context.lineTo(x + unit * 8, y + unit * 4.5);
  context.stroke();
}

/** Someone without a picture: their initials in a circle of their colour. */
export function rasterCard(
  { initials, hue }: { initials: string; hue: number },
  { width, height }: { width: number; height: number },
): YuvBitmap {
  const context = createCanvas(width, height).getContext('2d');
  context.fillStyle = '#1d232b';
  context.fillRect(0, 0, width, height);
  const radius = Math.min(width, height) * 0.24;
  context.fillStyle = `hsl(${hue} 45% 38%)`;
  context.beginPath();
  context.arc(width / 2, height / 2, radius, 0, Math.PI * 2);
  context.fill();
  context.fillStyle = ink;
  context.font = font(600, Math.round(radius * 0.8));
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(initials, width / 2, height / 2 + radius * 0.04, radius * 1.7);
  return bitmapOf(context, width, height);
}

/** Nobody is there: the webinar's title and a line below it. */
export function rasterSlate(
  { title, message }: { title: string; message: string },
  { width, height }: { width: number; height: number },
): YuvBitmap {
  const context = createCanvas(width, height).getContext('2d');
  context.fillStyle = '#12161b';
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = ink;
  context.font = font(600, Math.round(height / 14));
  context.fillText(fitted(context, title, width * 0.86), width / 2, height * 0.46);
  context.fillStyle = quiet;
  context.font = font(400, Math.round(height / 26));
  context.fillText(fitted(context, message, width * 0.86), width / 2, height * 0.57);
  return bitmapOf(context, width, height);
}
