import { Frame } from 'node-av/lib';
import type { CodedFrame } from '../rtp/depacketizer.ts';
import { VideoDecoder } from './video-decoder.ts';

interface Picture {
  readonly frame: Frame;
  readonly mediaSeconds: number;
}

/** More than a second of pictures waiting means that nobody picks them, the machine being late; the oldest go. */
const maxQueued = 45;

/** One source's pictures, decoded and waiting for their time. */
export class VideoInput {
  readonly #decoder: VideoDecoder;
  readonly #spare: Frame[] = [];
  #queue: Picture[] = [];
  #shown: Picture | undefined;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;
  /** Grows with each new picture that is shown. */
  version = 0;

  constructor(codec: 'vp8' | 'h264') {
    this.#decoder = new VideoDecoder(codec);
  }

  /** @returns false when the frame is damaged: what follows needs a key frame */
  push(coded: CodedFrame, mediaSeconds: number, nowMs: number): boolean {
    this.#lastArrivalMs = nowMs;
    const isWhole = this.#decoder.decode(coded.bytes, (picture) => {
      const frame = this.#spare.pop() ?? newFrame();
      frame.ref(picture);
      this.#queue.push({ frame, mediaSeconds });
    });
    while (this.#queue.length > maxQueued) this.#release(this.#queue.shift());
    return isWhole;
  }

  /** The picture of the time that was last picked. */
  get shown(): Frame | undefined {
    return this.#shown?.frame;
  }

  /** Turns to the newest picture that is due. */
  pick(mediaSeconds: number): void {
    while (this.#queue[0] && this.#queue[0].mediaSeconds <= mediaSeconds) {
      this.#release(this.#shown);
      this.#shown = this.#queue.shift();
      this.version += 1;
    }
  }

  /** A first picture need not wait for its time: nothing is moved by it, and who has just come is seen that much sooner. */
  begin(): void {
    if (this.#shown || !this.#queue[0]) return;
    this.#shown = this.#queue.shift();
    this.version += 1;
  }

  /** Something was shown, and more came within `maxAgeMs`. */
  isLive(nowMs: number, maxAgeMs: number): boolean {
    return this.#shown !== undefined && nowMs - this.#lastArrivalMs <= maxAgeMs;
  }

  /** For a pause: what is there is old when it is over. */
  forget(): void {
    for (const picture of this.#queue) this.#release(picture);
    this.#queue = [];
    this.#release(this.#shown);
    this.#shown = undefined;
  }

  close(): void {
    this.forget();
    for (const frame of this.#spare) frame.free();
    this.#decoder.close();
  }

  #release(picture: Picture | undefined): void {
    if (!picture) return;
    picture.frame.unref();
    this.#spare.push(picture.frame);
  }
}

function newFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}
