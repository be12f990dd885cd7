import { AVERROR_EAGAIN, FF_DECODER_H264, FF_DECODER_VP8 } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { openCodec, present } from '../av.ts';

const decoders = { vp8: FF_DECODER_VP8, h264: FF_DECODER_H264 } as const;

/** A 4K screen twice over. A larger picture could fill the memory, and is damaged as far as we are concerned. */
const maxPixels = 4096 * 4096;

/** Decodes one video stream. */
export class VideoDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();

  constructor(codec: 'vp8' | 'h264') {
    const decoder = present(Codec.findDecoderByName(decoders[codec]), `decoder for ${codec}`);
    this.#context.allocContext3(decoder);
    this.#context.threadCount = 1;
    openCodec(this.#context, decoder, { max_pixels: String(maxPixels) });
    this.#packet.alloc();
    this.#frame.alloc();
  }

  /**
   * Hands each decoded picture to `onPicture`, which must take a reference to keep it.
   * @returns false when the frame is damaged: what follows needs a key frame
   */
  decode(bytes: Buffer, onPicture: (picture: Frame) => void): boolean {
    this.#packet.data = bytes;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) return false;
    for (;;) {
      const received = this.#context.receiveFrameSync(this.#frame);
      if (received < 0) return received === AVERROR_EAGAIN;
      onPicture(this.#frame);
      this.#frame.unref();
    }
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
    this.#frame.free();
  }
}
