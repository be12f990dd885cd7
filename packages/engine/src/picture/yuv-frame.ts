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
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const from = source.#planes[index];
      if (!from) return;
      const width = source.width >> shift;
      const left = x >> shift;
      for (let line = 0; line < source.height >> shift; line += 1) {
        const start = line * from.stride;
        from.bytes.copy(bytes, ((y >> shift) + line) * stride + left, start, start + width);
      }
    });
  }

  /** Lays a bitmap over what is there, at (x, y), which are even. */
  blend(bitmap: YuvBitmap, x: number, y: number): void {
    const sources = [bitmap.y, bitmap.u, bitmap.v];
    this.#planes.forEach(({ bytes, stride, shift }, index) => {
      const source = sources[index];
      if (!source) return;
      const width = bitmap.width >> shift;
      for (let line = 0; line < bitmap.height >> shift; line += 1) {
        const target = ((y >> shift) + line) * stride + (x >> shift);
        const from = line * width;
        const alphaLine = (line << shift) * bitmap.width;
        if (!bitmap.alpha) {
          bytes.set(source.subarray(from, from + width), target);
          continue;
        }
        for (let column = 0; column < width; column += 1) {
          const alpha = bitmap.alpha[alphaLine + (column << shift)] ?? 0;
          const under = bytes[target + column] ?? 0;
          bytes[target + column] = under + (((source[from + column] ?? 0) - under) * alpha) / 255;
        }
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
