import type { Rendition } from '@rostrum/protocol';
import type { Frame } from 'node-av/lib';
import { initSection } from '../cmaf/init-section.ts';
import { PictureScaler } from '../encode/picture-scaler.ts';
import { type EncodedPicture, type Preset, VideoEncoder } from '../encode/video-encoder.ts';
import type { Rung } from './ladder.ts';
import { type AnnouncedRendition, bandwidths, type Cadence, type OutputPart } from './part.ts';
import { PartCutter } from './part-cutter.ts';

export interface VideoRungOptions {
  readonly rung: Rung;
  readonly cadence: Cadence;
  /** What it is scaled from; none when it is the canvas itself. */
  readonly from: Rung | undefined;
  readonly onPart: (part: OutputPart) => void;
}

const timescale = 90_000;

/** One size of the picture: scaled, encoded, cut. */
export class VideoRung {
  readonly announced: AnnouncedRendition;
  readonly #options: VideoRungOptions;
  readonly #scaler: PictureScaler | undefined;
  readonly #cutter: PartCutter;
  #encoder: VideoEncoder;
  #preset: Preset = 'veryfast';
  /** Of the frame that was begun. */
  #isKey = false;
  /** One of so many frames is encoded, and lasts as long. */
  #divider = 1;
  /** The last one that was encoded, and how many frames it has lasted: it goes out when it is over. */
  #open: { readonly picture: EncodedPicture; frames: number } | undefined;

  private constructor(options: VideoRungOptions, encoder: VideoEncoder) {
    const { rung, from, cadence, onPart } = options;
    this.#options = options;
    this.#encoder = encoder;
    this.#scaler = from && new PictureScaler(from, rung);
    this.#cutter = new PartCutter({
      rendition: rung.name,
      timescale,
      partTicks: (cadence.framesPerPart * timescale) / cadence.frameRate,
      partsPerSegment: cadence.partsPerSegment,
      onPart,
    });
    this.announced = announcedOf(options, encoder);
  }

  static open(options: VideoRungOptions): VideoRung {
    return new VideoRung(options, openEncoder(options, 'veryfast'));
  }

  /** From the next part on, which then begins with a key frame. */
  set preset(preset: Preset) {
    this.#preset = preset;
  }

  /** Whether frame `index` is encoded; asked once for each, in order, before `picture` and `encode`. */
  begin(index: number, divider: number): boolean {
    const { framesPerPart, partsPerSegment } = this.#options.cadence;
    this.#isKey = index % (framesPerPart * partsPerSegment) === 0;
    if (index % framesPerPart === 0) {
      this.#divider = divider;
      if (this.#turnToPreset()) this.#isKey = true;
    }
    return index % this.#divider === 0;
  }

  /** This rung's picture of what is shown, for its encoder and for the rung below. */
  picture(from: Frame): Frame {
    return this.#scaler ? this.#scaler.scale(from) : from;
  }

  /** Encodes what `picture` answered; one call at a time. Each segment begins with a key frame. */
  async encode(picture: Frame, index: number): Promise<void> {
    for (const encoded of await this.#encoder.encode(picture, { index, isKey: this.#isKey })) {
      this.#open = { picture: encoded, frames: 0 };
    }
  }

  /** Frame `index` is over: what was encoded last is complete when the next one is another. */
  finish(index: number): void {
    if (this.#open) this.#open.frames += 1;
    if ((index + 1) % this.#divider === 0) this.#push();
  }

  /** Cuts the last part. */
  end(): void {
    this.#push();
    this.#cutter.end();
  }

  close(): void {
    this.#encoder.close();
    this.#scaler?.close();
  }

  #push(): void {
    if (!this.#open) return;
    const { picture, frames } = this.#open;
    this.#open = undefined;
    this.#cutter.push({ ...picture, duration: (frames * timescale) / this.#options.cadence.frameRate });
  }

  /** Another encoder begins with a key frame; decoders need not be set up anew. @returns whether there is another */
  #turnToPreset(): boolean {
    if (this.#preset === this.#encoder.preset) return false;
    const next = openEncoder(this.#options, this.#preset);
    if (!next.configuration.record.equals(this.#encoder.configuration.record)) {
      next.close();
      throw new Error(`x264's ${this.#preset} has other parameter sets than ${this.#encoder.preset}`);
    }
    this.#encoder.close();
    this.#encoder = next;
    return true;
  }
}

const openEncoder = ({ rung, cadence }: VideoRungOptions, preset: Preset): VideoEncoder =>
  VideoEncoder.open({ ...rung, frameRate: cadence.frameRate, preset });

function announcedOf({ rung, cadence }: VideoRungOptions, encoder: VideoEncoder): AnnouncedRendition {
  const { name, width, height, bitsPerSecond } = rung;
  const { codecs, record } = encoder.configuration;
  const rendition: Rendition = {
    name,
    kind: 'video',
    codecs,
    ...bandwidths(bitsPerSecond),
    width,
    height,
    frameRate: cadence.frameRate,
  };
  return { rendition, init: initSection({ kind: 'video', timescale, width, height, avcRecord: record }) };
}
