import {
  SourceAudioEncoder,
  SourceVideoEncoder,
  sourceFrameSamples,
  sourceSampleRate,
} from '@rostrum/engine/source-encoder';
import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { beepBlock } from './beep.ts';
import type { Look } from './look.ts';
import { Painter } from './painter.ts';

export type VideoCodec = 'vp8' | 'h264';

export interface PresenterMediaOptions {
  readonly name: string;
  readonly look: Look;
  readonly codec: VideoCodec;
  /** Even numbers. */
  readonly width: number;
  readonly height: number;
  readonly clock?: Clock;
  /** `wallMs` is the time that the frame shows, or at which the sound begins: milliseconds since 1970. */
  readonly onVideo: (unit: Uint8Array, at: { wallMs: number }) => void;
  readonly onAudio: (unit: Uint8Array, at: { wallMs: number }) => void;
}

const frameRate = 30;
const frameMs = 1000 / frameRate;
const blockMs = (sourceFrameSamples / sourceSampleRate) * 1000;
const videoBitsPerSecond = 700_000;
const audioBitsPerSecond = 48_000;
/** A picture that fell behind is left out; sound is made good, but not more of it than this. */
const maxLateBlocks = 10;
/** A receiver that asks again and again is not given key frames closer than this. */
const minKeyFrameGapMs = 150;

/** Picture and sound of one presenter, made live: frame n belongs to n/30 s of the wall clock, sound block k to k/50 s. */
export class PresenterMedia {
  readonly #options: PresenterMediaOptions;
  readonly #clock: Clock;
  readonly #video: SourceVideoEncoder;
  readonly #audio: SourceAudioEncoder;
  readonly #painter: Painter;
  readonly #samples = new Float32Array(sourceFrameSamples * 2);
  #nextFrame = 0;
  #nextBlock = 0;
  #timer: Timer | undefined;
  #wantsKeyFrame = true;
  #lastKeyFrameMs = Number.NEGATIVE_INFINITY;

  constructor(options: PresenterMediaOptions) {
    const { codec, width, height, look, name } = options;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#video = new SourceVideoEncoder({ codec, width, height, frameRate, bitsPerSecond: videoBitsPerSecond });
    this.#audio = new SourceAudioEncoder({ bitsPerSecond: audioBitsPerSecond });
    this.#painter = new Painter(this.#video.picture, { look, name });
  }

  /** Nothing happens when it runs already. */
  start(): void {
    if (this.#timer) return;
    this.#jumpToNow();
    this.requestKeyFrame();
    this.#tick();
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  requestKeyFrame(): void {
    this.#wantsKeyFrame = true;
  }

  close(): void {
    this.stop();
    this.#video.close();
    this.#audio.close();
  }

  #jumpToNow(): void {
    const now = this.#clock.now();
    this.#nextFrame = Math.ceil(now / frameMs);
    this.#nextBlock = Math.ceil(now / blockMs);
  }

  #tick(): void {
    const now = this.#clock.now();
    const blocksDue = Math.floor(now / blockMs) - this.#nextBlock;
    // The machine slept, or its clock was set: what lies between never happened.
    if (blocksDue > maxLateBlocks || blocksDue < -maxLateBlocks) this.#jumpToNow();
    // A block of sound is there when its last sample is; a frame at once.
    while ((this.#nextBlock + 1) * blockMs <= now) this.#sendBlock(this.#nextBlock++);
    const newest = Math.floor(now / frameMs);
    if (newest >= this.#nextFrame) {
      this.#nextFrame = newest + 1;
      this.#sendFrame(newest, now);
    }
    const nextMs = Math.min((this.#nextBlock + 1) * blockMs, this.#nextFrame * frameMs);
    this.#timer = this.#clock.after(Math.max(1, nextMs - this.#clock.now()), () => this.#tick());
  }

  #sendFrame(frame: number, now: number): void {
    const wallMs = frame * frameMs;
    const keyFrame = this.#wantsKeyFrame && now - this.#lastKeyFrameMs >= minKeyFrameGapMs;
    if (keyFrame) {
      this.#wantsKeyFrame = false;
      this.#lastKeyFrameMs = now;
    }
    this.#painter.paint(wallMs);
    this.#options.onVideo(this.#video.encode({ frameIndex: frame, keyFrame }), { wallMs });
  }

  #sendBlock(block: number): void {
    // Made a little ahead, so that after the codec's delay each sample is heard at its own time.
    beepBlock(this.#options.look, block * sourceFrameSamples + this.#audio.delaySamples, this.#samples);
    this.#options.onAudio(this.#audio.encode(this.#samples), { wallMs: block * blockMs });
  }
}
