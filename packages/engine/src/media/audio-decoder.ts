import { AV_SAMPLE_FMT_FLT, AV_SAMPLE_FMT_FLTP, AV_SAMPLE_FMT_S16, FF_DECODER_LIBOPUS } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { openCodec, present } from '../av.ts';
import { sampleRate, stereo } from '../sound/format.ts';

/** A block of sound as the sink gets it; the arrays are used again for the next one. */
export interface SoundBlock {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly samples: number;
}

/** Opus frames are at most 120 ms (RFC 6716 §2.1.4). */
const maxSamples = (sampleRate * 120) / 1000;

/** Decodes Opus to stereo at 48 kHz. */
export class AudioDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
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
  }

  /** Out of libav's memory, whatever the decoder's sample format. */
  #copy(): number {
    const { nbSamples, format } = this.#frame;
    const samples = Math.min(nbSamples, maxSamples);
    const [first, second] = present(this.#frame.data, 'sound in the decoded frame');
    const plane = present(first, 'first channel');
    switch (format) {
      case AV_SAMPLE_FMT_FLTP: {
        const right = second ?? plane;
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

  #deinterleave(interleaved: Float32Array | Int16Array, samples: number, scale: number): void {
    for (let index = 0; index < samples; index += 1) {
      this.#left[index] = (interleaved[index * 2] ?? 0) * scale;
      this.#right[index] = (interleaved[index * 2 + 1] ?? 0) * scale;
    }
  }
}
