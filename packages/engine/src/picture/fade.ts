import type { Size } from '@rostrum/compositor';
import { YuvFrame } from './yuv-frame.ts';

/** From the last picture before a change, which stands still, to the canvas, which goes on. */
export class Fade {
  readonly #size: Size;
  /** Made when they are first needed. */
  #frames: { readonly before: YuvFrame; readonly mixed: YuvFrame } | undefined;
  /** Index of the programme's frame at which the old picture was the last. */
  #from = 0;
  #frameCount = 0;
  #isMixed = false;

  constructor(size: Size) {
    this.#size = size;
  }

  /** Undefined when no fade is under way. */
  get mixed(): YuvFrame | undefined {
    return this.#isMixed ? this.#frames?.mixed : undefined;
  }

  /** @param frameIndex of the first frame after the change @param frameCount until the new canvas stands alone */
  begin(shown: YuvFrame, { frameIndex, frameCount }: { frameIndex: number; frameCount: number }): void {
    this.#frames ??= { before: new YuvFrame(this.#size), mixed: new YuvFrame(this.#size) };
    this.#frames.before.draw(shown, 0, 0);
    this.#from = frameIndex - 1;
    this.#frameCount = frameCount;
  }

  /** The canvas was drawn: mixes this frame. One that was left out changes nothing of when the fade is over. */
  mix(canvas: YuvFrame, frameIndex: number): void {
    const share = this.#frameCount === 0 ? 1 : (frameIndex - this.#from) / this.#frameCount;
    this.#isMixed = share < 1;
    if (share < 1) this.#frames?.mixed.mix(this.#frames.before, canvas, share);
    else this.#frameCount = 0;
  }

  close(): void {
    this.#frames?.before.close();
    this.#frames?.mixed.close();
    this.#frames = undefined;
    this.#isMixed = false;
  }
}
