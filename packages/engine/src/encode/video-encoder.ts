import {
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVCOL_PRI_SMPTE170M,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_SMPTE170M,
  AVCOL_TRC_SMPTE170M,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import { Codec, CodecContext, type Frame, Packet, Rational } from 'node-av/lib';
import { check, openCodec, present } from '../av.ts';
import { type AvcConfiguration, avcConfiguration, toSample } from '../cmaf/avc.ts';

export interface VideoEncoderOptions {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  readonly bitsPerSecond: number;
  /** Default veryfast. */
  readonly preset?: Preset;
}

/** x264's, from the one with the best picture to the one that costs least. */
export type Preset = 'veryfast' | 'superfast' | 'ultrafast';

export interface EncodedPicture {
  /** An MP4 sample: length-prefixed NAL units. */
  readonly bytes: Buffer;
  readonly isKey: boolean;
}

/** H.264 by x264: one picture in, one out, and key frames only where they are asked for. */
export class VideoEncoder {
  readonly configuration: AvcConfiguration;
  readonly preset: Preset;
  readonly #context: CodecContext;
  readonly #packet = new Packet();

  private constructor(context: CodecContext, preset: Preset) {
    this.#context = context;
    this.preset = preset;
    this.configuration = avcConfiguration(present(context.extraData, 'global header'));
    this.#packet.alloc();
  }

  static open(options: VideoEncoderOptions): VideoEncoder {
    const { width, height, frameRate, bitsPerSecond, preset = 'veryfast' } = options;
    const encoder = present(Codec.findEncoderByName(FF_ENCODER_LIBX264), 'x264');
    const context = new CodecContext();
    context.allocContext3(encoder);
    Object.assign(context, {
      width,
      height,
      pixelFormat: AV_PIX_FMT_YUV420P,
      timeBase: new Rational(1, frameRate),
      framerate: new Rational(frameRate, 1),
      // Key frames come at segment boundaries, by `pictType`.
      gopSize: 1_000_000,
      maxBFrames: 0,
      // A still picture needs no more than this; the bits are better kept for when it moves.
      qMin: 14,
      threadCount: 1,
      bitRate: BigInt(bitsPerSecond),
      rcMaxRate: BigInt(bitsPerSecond),
      rcBufferSize: bitsPerSecond,
      // What browsers send is BT.601; said here, players do not take it for BT.709.
      colorRange: AVCOL_RANGE_MPEG,
      colorPrimaries: AVCOL_PRI_SMPTE170M,
      colorTrc: AVCOL_TRC_SMPTE170M,
      colorSpace: AVCOL_SPC_SMPTE170M,
    });
    context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
    openCodec(context, encoder, {
      preset,
      tune: 'zerolatency',
      'forced-idr': '1',
      // `ultrafast` does without these, and would need parameter sets of its own: one track has one for all its life.
      'x264-params': 'scenecut=0:keyint=infinite:cabac=1:8x8dct=1:weightp=1',
    });
    return new VideoEncoder(context, preset);
  }

  /**
   * Encodes on a thread of libuv's pool; one call at a time. The frame may be drawn on again when it has answered.
   * @param index counts frames from 0
   */
  async encode(frame: Frame, { index, isKey }: { index: number; isKey: boolean }): Promise<EncodedPicture[]> {
    frame.pts = BigInt(index);
    frame.pictType = isKey ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    check(await this.#context.sendFrame(frame), 'encoding a picture');
    const pictures: EncodedPicture[] = [];
    while (this.#context.receivePacketSync(this.#packet) >= 0) {
      pictures.push({
        bytes: toSample(present(this.#packet.data, 'data of an encoded picture')),
        isKey: this.#packet.isKeyframe,
      });
      this.#packet.unref();
    }
    return pictures;
  }

  close(): void {
    this.#context.freeContext();
    this.#packet.free();
  }
}
