import type { Canvas, Rendition } from '@rostrum/protocol';
import { initSection } from '../cmaf/init-section.ts';
import { AudioEncoder, aacCodecs } from '../encode/audio-encoder.ts';
import { VideoEncoder } from '../encode/video-encoder.ts';
import type { YuvFrame } from '../picture/yuv-frame.ts';
import { blockSamples, sampleRate } from '../sound/format.ts';
import { type Cadence, cadenceOf, type OutputPart } from './part.ts';
import { PartCutter } from './part-cutter.ts';

export interface ProgrammeOutputOptions {
  readonly canvas: Canvas;
  readonly onPart: (part: OutputPart) => void;
  /** Default 2 500 000 at 720 lines, less and more in proportion to the pixels. */
  readonly videoBitsPerSecond?: number;
}

const videoTimescale = 90_000;
const audioBitsPerSecond = 128_000;
const bitsPerPixel = 2_500_000 / (1280 * 720);
/** Containers and the encoder's peaks come on top of the mean. */
const bandwidthMargin = 1.15;

/** Encodes what is drawn and mixed, once, and cuts it into parts. */
export class ProgrammeOutput {
  readonly cadence: Cadence;
  readonly renditions: readonly { readonly rendition: Rendition; readonly init: Buffer }[];
  readonly #video: VideoEncoder;
  readonly #audio: AudioEncoder;
  readonly #videoCutter: PartCutter;
  readonly #audioCutter: PartCutter;
  #frames = 0;

  private constructor(
    { canvas, onPart }: ProgrammeOutputOptions,
    { video, videoBitsPerSecond }: { video: VideoEncoder; videoBitsPerSecond: number },
  ) {
    this.#video = video;
    this.#audio = new AudioEncoder({ bitsPerSecond: audioBitsPerSecond });
    this.cadence = cadenceOf(canvas.frameRate);
    const { framesPerPart, partsPerSegment, frameRate } = this.cadence;
    const cutter = (rendition: OutputPart['rendition'], timescale: number) =>
      new PartCutter({
        rendition,
        timescale,
        partTicks: (framesPerPart * timescale) / frameRate,
        partsPerSegment,
        onPart,
      });
    this.#videoCutter = cutter('video', videoTimescale);
    this.#audioCutter = cutter('audio', sampleRate);
    this.renditions = [this.#videoRendition(canvas, videoBitsPerSecond), this.#audioRendition()];
  }

  static open(options: ProgrammeOutputOptions): ProgrammeOutput {
    const { width, height, frameRate } = options.canvas;
    const videoBitsPerSecond = options.videoBitsPerSecond ?? Math.round(width * height * bitsPerPixel);
    const video = VideoEncoder.open({ width, height, frameRate, bitsPerSecond: videoBitsPerSecond });
    return new ProgrammeOutput(options, { video, videoBitsPerSecond });
  }

  /** Frames that were encoded. */
  get frames(): number {
    return this.#frames;
  }

  /** Encodes the next frame; one call at a time. Each segment begins with a key frame. */
  async pushPicture({ frame }: YuvFrame): Promise<void> {
    const { framesPerPart, partsPerSegment, frameRate } = this.cadence;
    const index = this.#frames;
    this.#frames += 1;
    const isKey = index % (framesPerPart * partsPerSegment) === 0;
    for (const picture of await this.#video.encode(frame, { index, isKey })) {
      this.#videoCutter.push({ ...picture, duration: videoTimescale / frameRate });
    }
  }

  /** Encodes the next 1024 samples. */
  pushSound(left: Float32Array, right: Float32Array): void {
    for (const bytes of this.#audio.encode(left, right)) {
      this.#audioCutter.push({ bytes, duration: blockSamples, isKey: true });
    }
  }

  /** Cuts the last parts. */
  end(): void {
    this.#videoCutter.end();
    this.#audioCutter.end();
  }

  close(): void {
    this.#video.close();
    this.#audio.close();
  }

  #videoRendition({ width, height, frameRate }: Canvas, bitsPerSecond: number) {
    const { codecs, record } = this.#video.configuration;
    return {
      rendition: {
        name: 'video',
        kind: 'video',
        codecs,
        bandwidthBitsPerSecond: Math.round(bitsPerSecond * bandwidthMargin),
        width,
        height,
        frameRate,
      },
      init: initSection({ kind: 'video', timescale: videoTimescale, width, height, avcRecord: record }),
    } as const;
  }

  #audioRendition() {
    const { audioSpecificConfig } = this.#audio;
    return {
      rendition: {
        name: 'audio',
        kind: 'audio',
        codecs: aacCodecs,
        bandwidthBitsPerSecond: Math.round(audioBitsPerSecond * bandwidthMargin),
        channels: 2,
      },
      init: initSection({
        kind: 'audio',
        timescale: sampleRate,
        channels: 2,
        audioSpecificConfig,
        bitsPerSecond: audioBitsPerSecond,
      }),
    } as const;
  }
}
