import { FF_DECODER_H264, FF_DECODER_VP8 } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { openCodec, present } from '../av.ts';

const decoders = { vp8: FF_DECODER_VP8, h264: FF_DECODER_H264 } as const;

/** Decodes one video stream. A damaged frame costs that frame. */
export class VideoDecoder {
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  readonly #frame = new Frame();
  failures = 0;

  constructor(codec: 'vp8' | 'h264') {
    const decoder = present(Codec.findDecoderByName(decoders[codec]), `decoder for ${codec}`);
    this.#context.allocContext3(decoder);
    this.#context.threadCount = 1;
    openCodec(this.#context, decoder);
    this.#packet.alloc();
    this.#frame.alloc();
  }

  /** Hands each decoded picture to `onPicture`, which must take a reference to keep it. */
  decode(bytes: Buffer, onPicture: (picture: Frame) => void): void {
    this.#packet.data = bytes;
    const sent = this.#context.sendPacketSync(this.#packet);
    this.#packet.unref();
    if (sent < 0) {
      this.failures += 1;
      return;
    }
    while (this.#context.receiveFrameSync(this.#frame) >= 0) {
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
