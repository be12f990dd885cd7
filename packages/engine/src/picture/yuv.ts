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

/** From straight RGBA bytes. Colour is the mean of four pixels, weighed by their opacity. */
export function fromRgba(rgba: Uint8Array, { width, height }: { width: number; height: number }): YuvBitmap {
  const y = new Uint8Array(width * height);
  const alpha = new Uint8Array(width * height);
  for (let pixel = 0; pixel < y.length; pixel += 1) {
    y[pixel] = Math.round(lumaOf(rgbAt(rgba, pixel)));
    alpha[pixel] = rgba[pixel * 4 + 3] ?? 0;
  }
  const chromaWidth = width / 2;
  const u = new Uint8Array((chromaWidth * height) / 2);
  const v = new Uint8Array(u.length);
  for (let index = 0; index < u.length; index += 1) {
    const corner = Math.floor(index / chromaWidth) * 2 * width + (index % chromaWidth) * 2;
    const colour = mean(rgba, [corner, corner + 1, corner + width, corner + width + 1]);
    u[index] = Math.round(uOf(colour));
    v[index] = Math.round(vOf(colour));
  }
  return alpha.every((value) => value === 255) ? { width, height, y, u, v } : { width, height, y, u, v, alpha };
}

const rgbAt = (rgba: Uint8Array, pixel: number): Rgb => ({
  red: rgba[pixel * 4] ?? 0,
  green: rgba[pixel * 4 + 1] ?? 0,
  blue: rgba[pixel * 4 + 2] ?? 0,
});

function mean(rgba: Uint8Array, pixels: readonly number[]): Rgb {
  const sum = { red: 0, green: 0, blue: 0 };
  let weights = 0;
  for (const pixel of pixels) {
    const weight = rgba[pixel * 4 + 3] ?? 0;
    const { red, green, blue } = rgbAt(rgba, pixel);
    sum.red += red * weight;
    sum.green += green * weight;
    sum.blue += blue * weight;
    weights += weight;
  }
  const scale = weights === 0 ? 0 : 1 / weights;
  return { red: sum.red * scale, green: sum.green * scale, blue: sum.blue * scale };
}
