import type { Size } from '@rostrum/compositor';
import { YuvFrame } from './yuv-frame.ts';

/** From the last picture before a change, which stands still, to the canvas, which goes on. */
export class Fade {
  readonly #size: Size;
  /** Made when they are first needed. */
  #frames: { readonly before: YuvFrame; readonly mixed: YuvFrame } | undefined;
  #step = 0;
  #steps = 0;

  constructor(size: Size) {
    this.#size = size;
  }

  /** Undefined when no fade is under way. */
  get mixed(): YuvFrame | undefined {
    return this.#step < this.#steps ? this.#frames?.mixed : undefined;
  }

  /** @param steps frames until the new canvas stands alone */
  begin(shown: YuvFrame, steps: number): void {
    this.#frames ??= { before: new YuvFrame(this.#size), mixed: new YuvFrame(this.#size) };
    this.#frames.before.draw(shown, 0, 0);
    this.#step = 0;
    this.#steps = steps;
  }

  /** The canvas was drawn: mixes this frame. */
  step(canvas: YuvFrame): void {
    if (this.#step >= this.#steps) return;
    this.#step += 1;
    const frames = this.#frames;
    if (frames && this.#step < this.#steps) frames.mixed.mix(frames.before, canvas, this.#step / this.#steps);
  }

  close(): void {
    this.#frames?.before.close();
    this.#frames?.mixed.close();
    this.#frames = undefined;
    this.#steps = 0;
  }
}
