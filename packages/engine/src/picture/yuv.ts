/** A planar 4:2:0 picture in memory of ours, BT.601 limited range, with an opacity for each pixel. Sizes are even. */
export interface YuvBitmap {
  readonly width: number;
  readonly height: number;
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  /** One byte a pixel; undefined when all is opaque. */
  readonly alpha?: Uint8Array;
}

export interface Rgb {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

/** ITU-R BT.601-7 §2.5.3, eight bits. */
export const lumaOf = ({ red, green, blue }: Rgb): number =>
  16 + (65.481 * red + 128.553 * green + 24.966 * blue) / 255;
export const uOf = ({ red, green, blue }: Rgb): number => 128 + (-37.797 * red - 74.203 * green + 112 * blue) / 255;
export const vOf = ({ red, green, blue }: Rgb): number => 128 + (112 * red - 93.786 * green - 18.214 * blue) / 255;

/**
 * From straight RGBA bytes. Colour is the mean of four pixels, weighed by their opacity. A slate has a million pixels and
 * is drawn while the programme runs, so nothing is allocated for a pixel.
 */
export function fromRgba(rgba: Uint8Array, { width, height }: { width: number; height: number }): YuvBitmap {
  const y = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  const colour = { red: 0, green: 0, blue: 0 };
  let isOpaque = true;
  for (let pixel = 0, at = 0; pixel < y.length; pixel += 1, at += 4) {
    colour.red = byteAt(rgba, at);
    colour.green = byteAt(rgba, at + 1);
    colour.blue = byteAt(rgba, at + 2);
    y[pixel] = Math.round(lumaOf(colour));
    alpha[pixel] = byteAt(rgba, at + 3);
    if (alpha[pixel] !== 255) isOpaque = false;
  }
  const u = new Uint8Array((width * height) / 4);
  const v = new Uint8Array(u.length);
  for (let line = 0, index = 0; line < height; line += 2) {
    for (let column = 0; column < width; column += 2, index += 1) {
      meanOfFour(rgba, { at: (line * width + column) * 4, lineBytes: width * 4 }, colour);
      u[index] = Math.round(uOf(colour));
      v[index] = Math.round(vOf(colour));
    }
  }
  return isOpaque ? { width, height, y, u, v } : { width, height, y, u, v, alpha };
}

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/** Into `mean`: the pixel at this byte, the one beside it, and the two below them. */
function meanOfFour(
  rgba: Uint8Array,
  { at, lineBytes }: { at: number; lineBytes: number },
  mean: { red: number; green: number; blue: number },
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  let weights = 0;
  for (let pixel = 0; pixel < 4; pixel += 1) {
    const from = at + (pixel & 1) * 4 + (pixel >> 1) * lineBytes;
    const weight = byteAt(rgba, from + 3);
    red += byteAt(rgba, from) * weight;
    green += byteAt(rgba, from + 1) * weight;
    blue += byteAt(rgba, from + 2) * weight;
    weights += weight;
  }
  const scale = weights === 0 ? 0 : 1 / weights;
  mean.red = red * scale;
  mean.green = green * scale;
  mean.blue = blue * scale;
}
