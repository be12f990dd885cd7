import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Label, Size } from '@rostrum/compositor';
import type { Branding } from '@rostrum/protocol';
import { even, faded, font, measured, raster } from './text.ts';
import type { YuvBitmap } from './yuv.ts';

/** A lower tile has no room for a second line; share of the canvas's height. */
const titleFrom = 0.25;

/** A name on a plate with round corners, a crossed microphone when muted, and the title below. */
export function rasterLabel(
  label: Label,
  { tile, canvas, branding }: { tile: Size; canvas: Size; branding: Branding },
): YuvBitmap {
  const unit = canvas.height / 720;
  const sizePx = Math.max(13 * unit, Math.min(24 * unit, tile.height / 16));
  const padding = sizePx * 0.6;
  const iconWidth = label.muted ? sizePx * 1.2 : 0;
  const room = Math.max(sizePx, tile.width * 0.8 - padding * 2);
  const nameFont = font(600, sizePx);
  const titleFont = font(400, sizePx * 0.78);
  const name = measured(label.text, nameFont, room - iconWidth);
  const hasTitle = label.title !== '' && tile.height >= canvas.height * titleFrom;
  const title = hasTitle ? measured(label.title, titleFont, room) : { text: '', width: 0 };
  const width = even(Math.max(name.width + iconWidth, title.width) + padding * 2);
  const height = even(sizePx * (hasTitle ? 2.7 : 1.7));
  return raster(width, height, (context) => {
    context.fillStyle = faded(branding.background, 0.8);
    context.beginPath();
    context.roundRect(0, 0, width, height, sizePx * 0.4);
    context.fill();
    const nameY = hasTitle ? sizePx * 0.92 : height / 2 + 1;
    if (label.muted) drawMuted(context, { x: padding, y: nameY - 1, sizePx });
    context.fillStyle = branding.text;
    context.font = nameFont;
    context.fillText(name.text, padding + iconWidth, nameY);
    context.fillStyle = faded(branding.text, 0.75);
    context.font = titleFont;
    context.fillText(title.text, padding, sizePx * 1.92);
  });
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
