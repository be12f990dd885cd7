import { fragment, type Sample } from '../cmaf/fragment.ts';
import type { OutputPart } from './part.ts';

export interface PartCutterOptions {
  readonly rendition: OutputPart['rendition'];
  /** Ticks in a second. */
  readonly timescale: number;
  /** Where part `n` begins is at `n × partTicks`, for every rendition. */
  readonly partTicks: number;
  readonly partsPerSegment: number;
  readonly onPart: (part: OutputPart) => void;
}

/**
 * Collects one rendition's samples and cuts a part as soon as its last sample is there. A part holds the samples that
 * begin within its time, so sound, whose frames do not fit, is a frame longer or shorter now and then.
 */
export class PartCutter {
  readonly #options: PartCutterOptions;
  #samples: Sample[] = [];
  #startTicks = 0;
  #nextTicks = 0;
  #index = 0;

  constructor(options: PartCutterOptions) {
    this.#options = options;
  }

  push(sample: Sample): void {
    this.#samples.push(sample);
    this.#nextTicks += sample.duration;
    if (this.#nextTicks >= (this.#index + 1) * this.#options.partTicks) this.#cut();
  }

  /** Cuts what is left; nothing comes after it. */
  end(): void {
    if (this.#samples.length > 0) this.#cut({ isEnd: true });
  }

  #cut({ isEnd = false } = {}): void {
    const { rendition, timescale, partsPerSegment, onPart } = this.#options;
    const part = this.#index % partsPerSegment;
    const ticks = this.#nextTicks - this.#startTicks;
    const samples = this.#samples;
    onPart({
      rendition,
      segment: Math.floor(this.#index / partsPerSegment),
      part,
      durationSeconds: ticks / timescale,
      independent: samples[0]?.isKey ?? false,
      last: isEnd || part === partsPerSegment - 1,
      final: isEnd,
      startSeconds: this.#startTicks / timescale,
      bytes: fragment({
        sequenceNumber: this.#index + 1,
        baseMediaDecodeTime: this.#startTicks,
        samples,
      }),
    });
    this.#samples = [];
    this.#startTicks = this.#nextTicks;
    this.#index += 1;
  }
}
