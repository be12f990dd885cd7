import type { Image, SKRSContext2D } from '@napi-rs/canvas';
import type { Box, Plan, Size } from '@rostrum/compositor';
import type { Branding, LowerThird } from '@rostrum/protocol';
import { even, faded, font, isRightToLeft, measured, raster } from './text.ts';
import type { YuvBitmap } from './yuv.ts';

/** A name and a title on a plate, with a bar of the accent where reading begins. */
export function rasterLowerThird({ name, title }: LowerThird, box: Size, branding: Branding): YuvBitmap {
  const hasTitle = title !== '';
  const height = hasTitle ? box.height : even(box.height * 0.62);
  const bar = even(box.height * 0.08);
  const padding = box.height * 0.24;
  const room = box.width - bar - padding * 2;
  const nameFont = font(600, box.height * 0.36);
  const titleFont = font(400, box.height * 0.24);
  const first = measured(name, nameFont, room);
  const second = measured(title, titleFont, room);
  const width = Math.min(box.width, even(Math.max(first.width, second.width) + bar + padding * 2));
  const isRtl = isRightToLeft(name || title);
  return raster(width, height, (context) => {
    context.beginPath();
    context.roundRect(0, 0, width, height, box.height * 0.08);
    context.clip();
    context.fillStyle = faded(branding.background, 0.94);
    context.fillRect(0, 0, width, height);
    context.fillStyle = branding.accent;
    context.fillRect(isRtl ? width - bar : 0, 0, bar, height);
    context.textAlign = isRtl ? 'right' : 'left';
    const x = isRtl ? width - bar - padding : bar + padding;
    context.fillStyle = branding.text;
    context.font = nameFont;
    context.fillText(first.text, x, hasTitle ? box.height * 0.36 : height / 2);
    context.fillStyle = faded(branding.text, 0.8);
    context.font = titleFont;
    context.fillText(second.text, x, box.height * 0.72);
  });
}

/** The whole picture in a box, to its right and its top. */
export function rasterLogo(image: Image, box: Size): YuvBitmap {
  const scale = Math.min(box.width / image.width, box.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return raster(box.width, box.height, (context) => context.drawImage(image, box.width - width, 0, width, height));
}

/** A picture that fills a canvas; what does not fit is cut at the sides, or above and below. */
export function rasterBackground(image: Image, canvas: Size): YuvBitmap {
  const scale = Math.max(canvas.width / image.width, canvas.height / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return raster(canvas.width, canvas.height, (context) => {
    context.drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  });
}

/** A border with round corners around a tile; as large as the tile and `edge` on each side. */
export const rasterRing = (
  tile: Size,
  { edge, radius, colour }: { edge: number; radius: number; colour: string },
): YuvBitmap =>
  raster(tile.width + edge * 2, tile.height + edge * 2, (context) => {
    context.fillStyle = colour;
    context.beginPath();
    context.roundRect(0, 0, tile.width + edge * 2, tile.height + edge * 2, radius + edge);
    context.fill();
  });

type Slate = Extract<Plan, { kind: 'slate' }>;

/** Over somebody's picture words would be lost: a plate behind the middle of what is drawn next, as wide as the words. */
function plate(context: SKRSContext2D, { branding }: Slate, { width, height }: Size, wordsWidth: number): void {
  if (branding.backgroundImage === null) return;
  const plateWidth = Math.min(width, wordsWidth + height * 0.4);
  context.fillStyle = faded(branding.background, 0.8);
  context.beginPath();
  context.roundRect((width - plateWidth) / 2, 0, plateWidth, height, height * 0.08);
  context.fill();
}

/** Where the words of a slate stand. */
export const slateBox = ({ width, height }: Size): Box => ({
  x: even(width * 0.06),
  y: even(height * 0.32),
  width: even(width * 0.88),
  height: even(height * 0.3),
});

/** A title and a line below it, both in the middle. */
export function rasterSlate(slate: Slate, canvas: Size): YuvBitmap {
  const { title, message, branding } = slate;
  const { width, height } = slateBox(canvas);
  const titleFont = font(600, canvas.height / 12);
  const messageFont = font(400, canvas.height / 24);
  const first = measured(title, titleFont, width);
  const second = measured(message, messageFont, width);
  return raster(width, height, (context) => {
    plate(context, slate, { width, height }, Math.max(first.width, second.width));
    context.textAlign = 'center';
    context.fillStyle = branding.text;
    context.font = titleFont;
    context.fillText(first.text, width / 2, height * 0.3);
    context.fillStyle = faded(branding.text, 0.75);
    context.font = messageFont;
    context.fillText(second.text, width / 2, height * 0.72);
  });
}

/** Below the words of a slate. */
export const countdownBox = ({ width, height }: Size): Box => ({
  x: even(width * 0.25),
  y: even(height * 0.64),
  width: even(width * 0.5),
  height: even(height * 0.14),
});

/** 1:02:03, 2:03 or 0:03. */
export function countdownText(seconds: number): string {
  const two = (value: number) => `${value}`.padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

export function rasterCountdown(seconds: number, slate: Slate, canvas: Size): YuvBitmap {
  const { width, height } = countdownBox(canvas);
  const digitsFont = font(600, height * 0.72);
  const digits = measured(countdownText(seconds), digitsFont, width);
  return raster(width, height, (context) => {
    plate(context, slate, { width, height }, digits.width);
    context.textAlign = 'center';
    context.fillStyle = slate.branding.accent;
    context.font = digitsFont;
    context.fillText(digits.text, width / 2, height / 2);
  });
}
