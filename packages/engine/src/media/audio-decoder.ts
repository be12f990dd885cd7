import { AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16, FF_DECODER_LIBOPUS } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { check, openCodec, present } from '../av.ts';
import { sampleRate, stereo } from '../sound/format.ts';

/** A block of sound as the sink gets it; the arrays are used again for the next one. */
export interface SoundBlock {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly samples: number;
}

/** Opus frames are at most 120 ms (RFC 6716 §2.1.4). */
const maxSamples = (sampleRate * 120) / 1000;

/** Sound of one length and format in memory that stays where it is: asking a decoded frame for its bytes makes garbage each time. */
interface Copy {
  readonly frame: Frame;
  readonly samples: number;
  readonly format: number;
  readonly planes: readonly Buffer[];
}

/** Decodes Opus to stereo at 48 kHz. */
export class AudioDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  #copied: Copy | undefined;
  readonly #left = new Float32Array(maxSamples);
  readonly #right = new Float32Array(maxSamples);

  constructor() {
    const decoder = present(Codec.findDecoderByName(FF_DECODER_LIBOPUS), 'decoder for opus');
    this.#context.allocContext3(decoder);
    this.#context.sampleRate = sampleRate;
    this.#context.channelLayout = stereo;
    openCodec(this.#context, decoder);
    this.#packet.alloc();
    this.#frame.alloc();
  }

  decode(bytes: Buffer, onSound: (block: SoundBlock) => void): void {
    this.#packet.data = bytes;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) return; // A damaged packet is 20 ms of silence.
    while (this.#context.receiveFrameSync(this.#frame) >= 0) {
      const samples = this.#copy();
      this.#frame.unref();
      onSound({ left: this.#left, right: this.#right, samples });
    }
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
    this.#frame.free();
    this.#copied?.frame.free();
    this.#copied = undefined;
  }

  /** Out of libav's memory, whatever the decoder's sample format. */
  #copy(): number {
    const { nbSamples } = this.#frame;
    const samples = Math.min(nbSamples, maxSamples);
    const { frame, format, planes } = this.#copyFor(nbSamples);
    check(frame.copy(this.#frame), 'copying sound');
    const plane = present(planes[0], 'first channel');
    switch (format) {
      case AV_SAMPLE_FMT_FLTP: {
        const right = planes[1] ?? plane;
        this.#left.set(new Float32Array(plane.buffer, plane.byteOffset, samples));
        this.#right.set(new Float32Array(right.buffer, right.byteOffset, samples));
        return samples;
      }
      case AV_SAMPLE_FMT_FLT:
        this.#deinterleave(new Float32Array(plane.buffer, plane.byteOffset, samples * 2), samples, 1);
        return samples;
      case AV_SAMPLE_FMT_S16:
        this.#deinterleave(new Int16Array(plane.buffer, plane.byteOffset, samples * 2), samples, 1 / 32768);
        return samples;
      default:
        throw new Error(`the opus decoder answered sample format ${format}`);
    }
  }

  /** The same as long as the sound is of one kind, which it is in practice. */
  #copyFor(samples: number): Copy {
    const { format } = this.#frame;
    if (this.#copied?.samples === samples && this.#copied.format === format) return this.#copied;
    this.#copied?.frame.free();
    const frame = new Frame();
    frame.alloc();
    Object.assign(frame, { nbSamples: samples, format, sampleRate, channelLayout: stereo });
    check(frame.getBuffer(), 'allocating sound');
    const planes = present(frame.data, 'sound').filter((plane) => plane !== null);
    this.#copied = { frame, samples, format, planes };
    return this.#copied;
  }

  #deinterleave(interleaved: Float32Array | Int16Array, samples: number, scale: number): void {
    for (let index = 0; index < samples; index += 1) {
      this.#left[index] = (interleaved[index * 2] ?? 0) * scale;
      this.#right[index] = (interleaved[index * 2 + 1] ?? 0) * scale;
    }
  }
}
