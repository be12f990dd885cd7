import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { fromRgba, type Rgb, type YuvBitmap } from './yuv.ts';

/** One family for each script; what a family lacks is looked for in the next. */
const families =
  '"Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans Thai", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR", "Noto Color Emoji", sans-serif';

export const font = (weight: number, sizePx: number): string => `${weight} ${Math.round(sizePx)}px ${families}`;
export const even = (value: number): number => Math.ceil(value / 2) * 2;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const rtl = /^\P{L}*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** The first letter is of a script that is written from right to left. */
export const isRightToLeft = (text: string): boolean => rtl.test(text);

/** The text, or as much of it as fits with an ellipsis. */
export function fitted(context: SKRSContext2D, text: string, maxWidth: number): string {
  if (context.measureText(text).width <= maxWidth) return text;
  const pieces = Array.from(graphemes.segment(text), ({ segment }) => segment);
  while (pieces.length > 1 && context.measureText(`${pieces.join('')}…`).width > maxWidth) pieces.pop();
  return `${pieces.join('')}…`;
}

const measuring = createCanvas(16, 16).getContext('2d');

/** How wide a text is, and as much of it as fits. */
export function measured(text: string, fontName: string, maxWidth: number): { text: string; width: number } {
  measuring.font = fontName;
  const shown = fitted(measuring, text, maxWidth);
  return { text: shown, width: measuring.measureText(shown).width };
}

/** Draws on an empty canvas of this size, which is even. */
export function raster(width: number, height: number, draw: (context: SKRSContext2D) => void): YuvBitmap {
  const context = createCanvas(width, height).getContext('2d');
  context.textBaseline = 'middle';
  draw(context);
  const { data } = context.getImageData(0, 0, width, height);
  return fromRgba(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), { width, height });
}

/** @param colour #rrggbb */
export const rgbOf = (colour: string): Rgb => ({
  red: Number.parseInt(colour.slice(1, 3), 16),
  green: Number.parseInt(colour.slice(3, 5), 16),
  blue: Number.parseInt(colour.slice(5, 7), 16),
});

/** @param colour #rrggbb @param opacity 0 to 1 */
export function faded(colour: string, opacity: number): string {
  const { red, green, blue } = rgbOf(colour);
  return `rgba(${red}, ${green}, ${blue}, ${opacity})`;
}
