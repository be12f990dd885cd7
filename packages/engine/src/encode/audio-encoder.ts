import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_SAMPLE_FMT_FLTP, FF_ENCODER_AAC } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import { check, openCodec, present } from '../av.ts';
import { blockSamples, sampleRate, stereo } from '../sound/format.ts';

/** AAC-LC, RFC 6381. */
export const aacCodecs = 'mp4a.40.2';

/**
 * A third of the work of the default. ffmpeg-codecs(1), AAC, on `fast`: "Worse with low bitrates (less than 64kbps), but is
 * better and much faster at higher bitrates."
 */
const coder = 'fast';

/** AAC-LC in stereo at 48 kHz, in blocks of 1024 samples. */
export class AudioEncoder {
  readonly audioSpecificConfig: Buffer;
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  #blocks = 0;

  constructor({ bitsPerSecond }: { bitsPerSecond: number }) {
    const encoder = present(Codec.findEncoderByName(FF_ENCODER_AAC), 'the AAC encoder');
    this.#context.allocContext3(encoder);
    Object.assign(this.#context, {
      sampleRate,
      sampleFormat: AV_SAMPLE_FMT_FLTP,
      channelLayout: stereo,
      bitRate: BigInt(bitsPerSecond),
      timeBase: new Rational(1, sampleRate),
    });
    this.#context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    openCodec(this.#context, encoder, { aac_coder: coder });
    this.audioSpecificConfig = Buffer.from(present(this.#context.extraData, 'AAC configuration'));
    this.#packet.alloc();
  }

  /**
   * Encodes the next block. The encoder keeps one block back, so the first call answers nothing but its priming frame,
   * which is dropped: the first answered frame is time 0.
   */
  encode(left: Float32Array, right: Float32Array): Buffer[] {
    const planes = Buffer.allocUnsafe(blockSamples * 2 * Float32Array.BYTES_PER_ELEMENT);
    planes.set(new Uint8Array(left.buffer, left.byteOffset, left.byteLength), 0);
    planes.set(new Uint8Array(right.buffer, right.byteOffset, right.byteLength), left.byteLength);
    const frame = Frame.fromAudioBuffer(planes, {
      nbSamples: blockSamples,
      format: AV_SAMPLE_FMT_FLTP,
      sampleRate,
      channelLayout: stereo,
      timeBase: { num: 1, den: sampleRate },
      pts: BigInt(this.#blocks * blockSamples),
    });
    this.#blocks += 1;
    const sent = this.#context.sendFrameSync(frame);
    frame.free();
    check(sent, 'encoding sound');
    const frames: Buffer[] = [];
    while (this.#context.receivePacketSync(this.#packet) >= 0) {
      if (this.#packet.pts >= 0n) frames.push(Buffer.from(present(this.#packet.data, 'data of encoded sound')));
      this.#packet.unref();
    }
    return frames;
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
  }
}
