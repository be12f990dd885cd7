import { initSection } from '../cmaf/init-section.ts';
import { AudioEncoder, aacCodecs } from '../encode/audio-encoder.ts';
import { blockSamples, sampleRate } from '../sound/format.ts';
import { type AnnouncedRendition, bandwidths, type Cadence, type OutputPart } from './part.ts';
import { PartCutter } from './part-cutter.ts';

const bitsPerSecond = 128_000;

/** The programme's sound: encoded once, played with every size of the picture or alone. */
export class AudioTrack {
  readonly announced: AnnouncedRendition;
  readonly #encoder = new AudioEncoder({ bitsPerSecond });
  readonly #cutter: PartCutter;

  constructor({ cadence, onPart }: { cadence: Cadence; onPart: (part: OutputPart) => void }) {
    const { framesPerPart, partsPerSegment, frameRate } = cadence;
    const partTicks = (framesPerPart * sampleRate) / frameRate;
    this.#cutter = new PartCutter({ rendition: 'audio', timescale: sampleRate, partTicks, partsPerSegment, onPart });
    const { audioSpecificConfig } = this.#encoder;
    this.announced = {
      rendition: {
        name: 'audio',
        kind: 'audio',
        codecs: aacCodecs,
        ...bandwidths(bitsPerSecond, { isConstant: true }),
        channels: 2,
      },
      init: initSection({ kind: 'audio', timescale: sampleRate, channels: 2, audioSpecificConfig, bitsPerSecond }),
    };
  }

  /** Encodes the next 1024 samples. */
  push(left: Float32Array, right: Float32Array): void {
    for (const bytes of this.#encoder.encode(left, right)) {
      this.#cutter.push({ bytes, duration: blockSamples, isKey: true });
    }
  }

  /** Cuts the last part. */
  end(): void {
    this.#cutter.end();
  }

  close(): void {
    this.#encoder.close();
  }
}
