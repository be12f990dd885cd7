import { AV_PIX_FMT_YUV420P } from 'node-av/constants';
import { Frame } from 'node-av/lib';
import { check, present } from '../av.ts';
import { lumaOf, type Rgb, uOf, vOf, type YuvBitmap } from './yuv.ts';

interface Plane {
  readonly bytes: Buffer;
  readonly stride: number;
  /** 0 for luma, 1 for the colours, which have half the lines and columns. */
  readonly shift: 0 | 1;
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * A 4:2:0 frame of libav that lives long and is drawn on. Its planes are taken once: a `data` Buffer holds no reference
 * to the frame's memory, so it must never be used after `close`.
 */
export class YuvFrame {
  readonly frame = new Frame();
  readonly width: number;
  readonly height: number;
  readonly #planes: readonly Plane[];

  constructor({ width, height }: { width: number; height: number }) {
    this.width = width;
    this.height = height;
    this.frame.alloc();
    this.frame.format = AV_PIX_FMT_YUV420P;
    this.frame.width = width;
    this.frame.height = height;
    check(this.frame.getBuffer(64), 'allocating a frame');
    const data = present(this.frame.data, 'planes of a frame');
    const strides = this.frame.linesize;
    this.#planes = [0, 1, 2].map((index) => ({
      bytes: present(data[index], 'plane'),
      stride: strides[index] ?? 0,
      shift: index === 0 ? 0 : 1,
    }));
  }

  fill(colour: Rgb, area: Area = { x: 0, y: 0, width: this.width, height: this.height }): void {
    const values = [lumaOf(colour), uOf(colour), vOf(colour)].map(Math.round);
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const start = area.x >> shift;
      const end = (area.x + area.width) >> shift;
      for (let line = area.y >> shift; line < (area.y + area.height) >> shift; line += 1) {
        bytes.fill(values[index] ?? 0, line * stride + start, line * stride + end);
      }
    });
  }

  /** Copies a whole frame to (x, y), which are even. */
  draw(source: YuvFrame, x: number, y: number): void {
    this.drawPart(source, { left: 0, top: 0 }, { x, y, width: source.width, height: source.height });
  }

  /** Copies the part of a frame that begins at (left, top) to an area; all of them even. */
  drawPart(source: YuvFrame, { left, top }: { left: number; top: number }, area: Area): void {
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const from = source.#planes[index];
      if (!from) return;
      const width = area.width >> shift;
      for (let line = 0; line < area.height >> shift; line += 1) {
        const start = ((top >> shift) + line) * from.stride + (left >> shift);
        from.bytes.copy(bytes, ((area.y >> shift) + line) * stride + (area.x >> shift), start, start + width);
      }
    });
  }

  /** Lays a bitmap over what is there, at (x, y), which are even; only within `clip`, when there is one. */
  blend(
    bitmap: YuvBitmap,
    x: number,
    y: number,
    clip: Area = { x, y, width: bitmap.width, height: bitmap.height },
  ): void {
    const sources = [bitmap.y, bitmap.u, bitmap.v];
    const [left, top] = [Math.max(0, clip.x - x), Math.max(0, clip.y - y)];
    const right = Math.min(bitmap.width, clip.x + clip.width - x);
    const bottom = Math.min(bitmap.height, clip.y + clip.height - y);
    if (right <= left || bottom <= top) return;
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const source = sources[index];
      if (!source) return;
      const width = bitmap.width >> shift;
      const [first, last] = [left >> shift, right >> shift];
      for (let line = top >> shift; line < bottom >> shift; line += 1) {
        const target = ((y >> shift) + line) * stride + (x >> shift);
        const from = line * width;
        const alphaLine = (line << shift) * bitmap.width;
        if (!bitmap.alpha) {
          bytes.set(source.subarray(from + first, from + last), target + first);
          continue;
        }
        for (let column = first; column < last; column += 1) {
          const alpha = bitmap.alpha[alphaLine + (column << shift)] ?? 0;
          if (alpha > 0) bytes[target + column] = mixed(bytes[target + column] ?? 0, source[from + column] ?? 0, alpha);
        }
      }
    });
  }

  /** Lets another frame of this size through, as much as the mask says, with its top left corner at (x, y), which are even. */
  reveal(source: YuvFrame, mask: { readonly size: number; readonly alpha: Uint8Array }, x: number, y: number): void {
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const from = source.#planes[index];
      if (!from) return;
      for (let line = 0; line < mask.size >> shift; line += 1) {
        const target = ((y >> shift) + line) * stride + (x >> shift);
        const start = ((y >> shift) + line) * from.stride + (x >> shift);
        for (let column = 0; column < mask.size >> shift; column += 1) {
          const alpha = mask.alpha[(line << shift) * mask.size + (column << shift)] ?? 0;
          if (alpha > 0)
            bytes[target + column] = mixed(bytes[target + column] ?? 0, from.bytes[start + column] ?? 0, alpha);
        }
      }
    });
  }

  /** Becomes a mixture of two frames of this size. @param share of `after`, 0 to 1 */
  mix(before: YuvFrame, after: YuvFrame, share: number): void {
    const weight = Math.round(share * 256);
    this.#planes.forEach(({ bytes }, index) => {
      const [from, to] = [before.#planes[index]?.bytes, after.#planes[index]?.bytes];
      if (!(from && to)) return;
      // Frames of one size have lines of one length.
      for (let at = 0; at < bytes.length; at += 1) {
        const old = from[at] ?? 0;
        bytes[at] = old + ((((to[at] ?? 0) - old) * weight) >> 8);
      }
    });
  }

  /** One pixel's luma and colours. */
  at(x: number, y: number): { y: number; u: number; v: number } {
    const [luma = 0, u = 0, v = 0] = this.#planes.map(
      ({ bytes, stride, shift }) => bytes[(y >> shift) * stride + (x >> shift)] ?? 0,
    );
    return { y: luma, u, v };
  }

  close(): void {
    this.frame.free();
  }
}

/** `over` on `under`, rounded, without a division: 257 / 65536 is 1 / 255 for bytes. @param alpha 0 to 255 */
const mixed = (under: number, over: number, alpha: number): number =>
  ((under * (255 - alpha) + over * alpha + 128) * 257) >> 16;
