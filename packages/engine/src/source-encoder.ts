import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLT,
  FF_ENCODER_LIBOPUS,
  FF_ENCODER_LIBVPX_VP8,
  FF_ENCODER_LIBX264,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet, Rational } from 'node-av/lib';
import { check, openCodec, present } from './av.ts';

/** One plane of a picture; `stride` is the bytes from one row to the next. */
export interface SourcePlane {
  readonly bytes: Uint8Array;
  readonly stride: number;
}

/** 8-bit 4:2:0, limited range: `u` and `v` have half the width and half the height of `y`. */
export interface SourcePicture {
  readonly width: number;
  readonly height: number;
  readonly y: SourcePlane;
  readonly u: SourcePlane;
  readonly v: SourcePlane;
}

export interface SourceVideoOptions {
  readonly codec: 'vp8' | 'h264';
  /** Even. */
  readonly width: number;
  /** Even. */
  readonly height: number;
  readonly frameRate: number;
  readonly bitsPerSecond: number;
}

/** Opus frames are encoded at this rate. */
export const sourceSampleRate = 48_000;
/** One Opus frame: 20 ms. */
export const sourceFrameSamples = 960;

const encoderOf: Readonly<
  Record<SourceVideoOptions['codec'], { name: FFEncoderCodec; options: Record<string, string> }>
> = {
  vp8: {
    name: FF_ENCODER_LIBVPX_VP8,
    // The least work that libvpx knows; static parts of the picture cost next to nothing.
    options: { deadline: 'realtime', 'cpu-used': '16', 'lag-in-frames': '0', 'static-thresh': '400' },
  },
  h264: {
    name: FF_ENCODER_LIBX264,
    // Constrained baseline, level 3.1: the profile-level-id 42e01f that every browser takes (RFC 6184 §8.1).
    options: {
      preset: 'ultrafast',
      tune: 'zerolatency',
      profile: 'baseline',
      level: '3.1',
      'forced-idr': '1',
      'x264-params': 'scenecut=0:keyint=infinite',
    },
  },
};

/** Whatever the encoder has finished, as bytes that outlive the packet. */
function drain(context: CodecContext, packet: Packet): Uint8Array[] {
  const finished: Uint8Array[] = [];
  while (context.receivePacketSync(packet) >= 0) {
    if (packet.data) finished.push(Uint8Array.from(packet.data));
    packet.unref();
  }
  return finished;
}

/**
 * Encodes pictures that the caller paints, with the least work and no delay: for sources that stand in for a camera.
 * Paint into `picture` (what is not painted again stays as it was), then call `encode`.
 */
export class SourceVideoEncoder {
  readonly picture: SourcePicture;
  readonly #context = new CodecContext();
  readonly #frame = new Frame();
  readonly #packet = new Packet();
  #closed = false;

  constructor({ codec, width, height, frameRate, bitsPerSecond }: SourceVideoOptions) {
    const { name, options } = encoderOf[codec];
    const encoder = present(Codec.findEncoderByName(name), name);
    const context = this.#context;
    context.allocContext3(encoder);
    context.width = width;
    context.height = height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, frameRate);
    context.framerate = new Rational(frameRate, 1);
    context.bitRate = BigInt(bitsPerSecond);
    context.rcMaxRate = BigInt(bitsPerSecond * 2);
    context.rcBufferSize = bitsPerSecond;
    context.gopSize = 100_000; // Key frames come when they are asked for.
    context.maxBFrames = 0;
    context.threadCount = 1;
    openCodec(context, encoder, options);
    this.#packet.alloc();
    this.picture = this.#openPicture(width, height);
  }

  /**
   * The picture as it is painted now: one VP8 frame, or one H.264 access unit in Annex B form.
   * @param options `frameIndex` grows with each call; frames that were left out may be skipped.
   */
  encode({ frameIndex, keyFrame }: { frameIndex: number; keyFrame: boolean }): Uint8Array {
    this.#frame.pts = BigInt(frameIndex);
    this.#frame.pictType = keyFrame ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    check(this.#context.sendFrameSync(this.#frame), 'encode');
    const [unit] = drain(this.#context, this.#packet);
    if (!unit) throw new TypeError('the encoder kept a frame back');
    return unit;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.freeContext();
    this.#packet.free();
    this.#frame.free();
  }

  #openPicture(width: number, height: number): SourcePicture {
    const frame = this.#frame;
    frame.alloc();
    frame.format = AV_PIX_FMT_YUV420P;
    frame.width = width;
    frame.height = height;
    check(frame.getBuffer(64), 'allocate picture');
    // The planes are taken once and belong to this frame for its whole life: node-av's Buffers hold no reference.
    const [y, u, v] = frame.data ?? [];
    const [yStride, uStride, vStride] = frame.linesize;
    if (!y || !u || !v || !yStride || !uStride || !vStride) throw new TypeError('the picture has no planes');
    // Black: the memory comes as it was left.
    y.fill(16);
    u.fill(128);
    v.fill(128);
    return {
      width,
      height,
      y: { bytes: y, stride: yStride },
      u: { bytes: u, stride: uStride },
      v: { bytes: v, stride: vStride },
    };
  }
}

/** Encodes stereo sound into Opus frames of 20 ms. */
export class SourceAudioEncoder {
  /** A decoder gives each sample this much later than it went in (pre-skip, RFC 7845 §4.2): libopus looks 6.5 ms ahead. */
  readonly delaySamples = 312;
  readonly #context = new CodecContext();
  readonly #packet = new Packet();
  #nextPts = 0n;
  #closed = false;

  constructor({ bitsPerSecond }: { bitsPerSecond: number }) {
    const encoder = present(Codec.findEncoderByName(FF_ENCODER_LIBOPUS), 'libopus');
    const context = this.#context;
    context.allocContext3(encoder);
    context.sampleRate = sourceSampleRate;
    context.sampleFormat = AV_SAMPLE_FMT_FLT;
    context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
    context.bitRate = BigInt(bitsPerSecond);
    context.timeBase = new Rational(1, sourceSampleRate);
    openCodec(context, encoder, { frame_duration: '20', application: 'audio', compression_level: '1', vbr: 'on' });
    this.#packet.alloc();
  }

  /** @param samples 960 pairs of left and right, each −1…1 */
  encode(samples: Float32Array): Uint8Array {
    if (samples.length !== sourceFrameSamples * 2) throw new TypeError('an Opus frame has 960 stereo samples');
    const frame = Frame.fromAudioBuffer(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), {
      nbSamples: sourceFrameSamples,
      format: AV_SAMPLE_FMT_FLT,
      sampleRate: sourceSampleRate,
      channelLayout: AV_CHANNEL_LAYOUT_STEREO,
      timeBase: { num: 1, den: sourceSampleRate },
      pts: this.#nextPts,
    });
    this.#nextPts += BigInt(sourceFrameSamples);
    check(this.#context.sendFrameSync(frame), 'encode');
    frame.free();
    const [unit] = drain(this.#context, this.#packet);
    if (!unit) throw new TypeError('the encoder kept a frame back');
    return unit;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#context.freeContext();
    this.#packet.free();
  }
}
