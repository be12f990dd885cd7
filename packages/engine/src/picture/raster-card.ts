import type { Size } from '@rostrum/compositor';
import { font, raster } from './text.ts';
import type { YuvBitmap } from './yuv.ts';

export const cardColour = { red: 29, green: 35, blue: 43 };
const ink = '#f4f6f8';

/** Someone without a picture: their initials in a circle of their colour. */
export const rasterCard = ({ initials, hue }: { initials: string; hue: number }, { width, height }: Size): YuvBitmap =>
  raster(width, height, (context) => {
    const { red, green, blue } = cardColour;
    context.fillStyle = `rgb(${red} ${green} ${blue})`;
    context.fillRect(0, 0, width, height);
    const radius = Math.min(width, height) * 0.24;
    context.fillStyle = `hsl(${hue} 45% 38%)`;
    context.beginPath();
    context.arc(width / 2, height / 2, radius, 0, Math.PI * 2);
    context.fill();
    context.fillStyle = ink;
    context.font = font(600, radius * 0.8);
    context.textAlign = 'center';
    context.fillText(initials, width / 2, height / 2 + radius * 0.04, radius * 1.7);
  });
