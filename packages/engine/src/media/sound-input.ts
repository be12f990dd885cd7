import type { CodedFrame } from '../rtp/depacketizer.ts';
import { AutoGain, gainOf, type SoundKind } from '../sound/auto-gain.ts';
import { Concealment, mostConcealedSamples } from '../sound/concealment.ts';
import { blockSamples } from '../sound/format.ts';
import { rampSamples, SoundRing } from '../sound/sound-ring.ts';
import { AudioDecoder, type SoundBlock } from './audio-decoder.ts';

/** RFC 6716 §3.1: "one additional bit, labeled 's', signals mono vs. stereo". */
const stereoBit = 0x04;

/** One source's sound: decoded, waiting for its time, and brought to the loudness of the programme. */
export class SoundInput {
  readonly ring = new SoundRing();
  readonly #decoder = new AudioDecoder();
  readonly #concealment = new Concealment();
  readonly #autoGain: AutoGain;
  readonly #left = new Float32Array(blockSamples);
  readonly #right = new Float32Array(blockSamples);
  /** What the host adds, decibels. */
  #hostDecibels: number;
  #gain: number;
  /** RTP timestamp behind the last packet. */
  #expected: number | undefined;
  #hasLost = false;
  concealedSamples = 0;

  constructor(kind: SoundKind, hostDecibels = 0) {
    this.#autoGain = new AutoGain(kind);
    this.#hostDecibels = hostDecibels;
    this.#gain = gainOf(hostDecibels);
  }

  /** From the next block on, with a ramp; decibels. */
  set hostDecibels(decibels: number) {
    this.#hostDecibels = decibels;
  }

  /** Packets before the next one are lost. */
  handleLoss(): void {
    this.#hasLost = true;
  }

  push(coded: CodedFrame, mediaSeconds: number): void {
    // Pages send voices in one channel and music in two.
    if (((coded.bytes[0] ?? 0) & stereoBit) !== 0) this.#autoGain.kind = 'music';
    const hole = this.#hasLost && this.#expected !== undefined ? (coded.timestamp - this.#expected) | 0 : 0;
    this.#hasLost = false;
    this.#expected = coded.timestamp;
    let isFirst = true;
    this.#decoder.decode(coded.bytes, (block) => {
      this.#expected = ((this.#expected ?? 0) + block.samples) >>> 0;
      if (isFirst && hole > 0 && hole <= mostConcealedSamples) this.#conceal(hole, block);
      isFirst = false;
      this.#concealment.remember(block);
      this.ring.write(block, mediaSeconds);
    });
  }

  /** Adds what is due to `left` and `right`, which are one block long. */
  addTo(left: Float32Array, right: Float32Array, fromSample: number): void {
    if (!this.ring.read(this.#left, this.#right, fromSample)) return;
    this.#autoGain.push(this.#left, this.#right);
    const from = this.#gain;
    this.#gain = gainOf(this.#autoGain.decibels + this.#hostDecibels);
    const step = (this.#gain - from) / left.length;
    for (let index = 0; index < left.length; index += 1) {
      const gain = from + step * (index + 1);
      left[index] = (left[index] ?? 0) + (this.#left[index] ?? 0) * gain;
      right[index] = (right[index] ?? 0) + (this.#right[index] ?? 0) * gain;
    }
  }

  /** No more packets come; what is there is heard for the length of a ramp. */
  end(): void {
    this.ring.end();
    this.#decoder.close();
  }

  /** Fills the hole before `block`, whose beginning fades in from it. */
  #conceal(hole: number, block: SoundBlock): void {
    const extension = this.#concealment.extend(hole);
    const untilBlock = extension.overlap + hole;
    this.ring.append({ ...extension, samples: untilBlock }, extension.overlap);
    for (let index = 0; index < Math.min(rampSamples, block.samples); index += 1) {
      const share = (index + 1) / (rampSamples + 1);
      for (const side of ['left', 'right'] as const) {
        const before = extension[side][untilBlock + index] ?? 0;
        block[side][index] = (block[side][index] ?? 0) * share + before * (1 - share);
      }
    }
    this.concealedSamples += hole;
  }
}
