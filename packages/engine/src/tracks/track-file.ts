import {
  AV_CHANNEL_LAYOUT_STEREO,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_OPUS,
  AV_CODEC_ID_VP8,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from 'node-av/constants';
import { Dictionary, FormatContext, Packet, Rational } from 'node-av/lib';
import { check } from '../av.ts';
import { avcConfiguration, toSample } from '../cmaf/avc.ts';
import { VideoDecoder } from '../media/video-decoder.ts';
import type { Track, TrackFrame } from './track-chunk.ts';

const opusFrameMs = 20;
/**
 * Sound follows without a break as long as it is this near to where it should be. Later, there was a gap, or the sender's
 * clock is slower than ours; a whole frame early, it is faster, and a frame is left out: players lay sound end to end,
 * whatever the times of frames that overlap.
 */
const maxLateMs = 12;

/** "Magic signature, version 1, channels, pre-skip, 48 kHz, no gain, mapping family 0", RFC 7845 §5.1. */
const opusHead = Buffer.from([...Buffer.from('OpusHead'), 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0]);

export interface TrackFileFacts {
  /** Program date time of its beginning, milliseconds since 1970. */
  readonly startMs: number;
  readonly durationSeconds: number;
}

/** One track as one file, not a byte of it coded anew; where nothing came, nothing is. */
export class TrackFile {
  readonly #context = new FormatContext();
  readonly #packet = new Packet();
  readonly #track: Track;
  readonly #startMs: number;
  readonly #ticksPerMs: number;
  #lastMs = -1;
  #endMs = 0;

  private constructor(path: string, { track, atMs, bytes }: TrackFrame, metadata: Readonly<Record<string, string>>) {
    this.#track = track;
    this.#startMs = atMs;
    check(this.#context.allocOutputContext2(null, TrackFile.extension(track), path), 'making a file');
    const stream = this.#context.newStream();
    const { codecpar } = stream;
    if (track.codec === 'opus') {
      Object.assign(codecpar, { codecType: AVMEDIA_TYPE_AUDIO, codecId: AV_CODEC_ID_OPUS, sampleRate: 48_000 });
      codecpar.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
      codecpar.extradata = opusHead;
    } else {
      Object.assign(codecpar, { codecType: AVMEDIA_TYPE_VIDEO, ...pictureOf(track.codec, bytes) });
    }
    stream.timeBase = new Rational(1, 1000);
    this.#context.metadata = Dictionary.fromObject({ ...metadata });
    check(this.#context.openOutputSync(), 'opening a file');
    check(this.#context.writeHeaderSync(), 'writing a header');
    // The container has its own idea of it.
    this.#ticksPerMs = stream.timeBase.den / stream.timeBase.num / 1000;
    this.#packet.alloc();
  }

  static extension = ({ codec }: Track): 'webm' | 'mp4' => (codec === 'h264' ? 'mp4' : 'webm');

  /** Begins with this frame, which is a key frame. */
  static open(path: string, first: TrackFrame, metadata: Readonly<Record<string, string>>): TrackFile {
    return new TrackFile(path, first, metadata);
  }

  push({ atMs, isKey, bytes }: TrackFrame): void {
    const isSound = this.#track.codec === 'opus';
    let ms = Math.round(atMs - this.#startMs);
    if (isSound && this.#lastMs >= 0) {
      if (ms <= this.#endMs - opusFrameMs) return;
      if (ms <= this.#endMs + maxLateMs) ms = this.#endMs;
    }
    if (ms <= this.#lastMs) ms = this.#lastMs + 1;
    this.#lastMs = ms;
    this.#endMs = ms + (isSound ? opusFrameMs : 33);
    this.#packet.data = this.#track.codec === 'h264' ? toSample(bytes) : bytes;
    this.#packet.pts = BigInt(Math.round(ms * this.#ticksPerMs));
    this.#packet.dts = this.#packet.pts;
    this.#packet.isKeyframe = isKey;
    this.#packet.streamIndex = 0;
    check(this.#context.writeFrameSync(this.#packet), 'writing a frame');
    this.#packet.unref();
  }

  close(): TrackFileFacts {
    check(this.#context.writeTrailerSync(), 'ending a file');
    this.#context.closeOutputSync();
    this.#context.freeContext();
    this.#packet.free();
    return { startMs: this.#startMs, durationSeconds: this.#endMs / 1000 };
  }
}

function pictureOf(codec: 'vp8' | 'h264', key: Buffer) {
  if (codec === 'h264') return { codecId: AV_CODEC_ID_H264, extradata: avcConfiguration(key).record, ...sizeOf(key) };
  // RFC 6386 §9.1: after the frame tag and the start code, 14 bits each of width and height.
  return { codecId: AV_CODEC_ID_VP8, width: key.readUInt16LE(6) & 0x3fff, height: key.readUInt16LE(8) & 0x3fff };
}

/** By decoding it: an SPS says its size in a roundabout way. */
function sizeOf(key: Buffer): { width: number; height: number } {
  const decoder = new VideoDecoder('h264');
  let size = { width: 0, height: 0 };
  decoder.decode(key, ({ width, height }) => {
    size = { width, height };
  });
  decoder.close();
  return size;
}
