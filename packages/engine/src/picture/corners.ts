import type { Box } from '@rostrum/compositor';
import type { YuvFrame } from './yuv-frame.ts';

/** One for each corner: how much of what lies beneath is seen, 0 to 255 for each pixel. */
export class Corners {
  readonly #masks: readonly { readonly size: number; readonly alpha: Uint8Array }[];
  readonly size: number;

  /** @param size of the corner's square, which is its radius; even */
  constructor(size: number) {
    this.size = size;
    this.#masks = [0, 1, 2, 3].map((corner) => {
      const alpha = new Uint8Array(size * size);
      for (let at = 0; at < alpha.length; at += 1) {
        // Towards the corner, from the circle's middle to the middle of this pixel.
        const [column, line] = [(at % size) + 0.5, Math.floor(at / size) + 0.5];
        const across = corner % 2 === 0 ? size - column : column;
        const upright = corner < 2 ? size - line : line;
        alpha[at] = Math.round(255 * Math.min(1, Math.max(0, Math.hypot(across, upright) - size + 0.5)));
      }
      return { size, alpha };
    });
  }

  /** Lets a frame beneath through at the corners of a box. */
  round(canvas: YuvFrame, beneath: YuvFrame, { x, y, width, height }: Box): void {
    this.#masks.forEach((mask, corner) => {
      const left = corner % 2 === 0 ? x : x + width - mask.size;
      const top = corner < 2 ? y : y + height - mask.size;
      canvas.reveal(beneath, mask, left, top);
    });
  }
}
