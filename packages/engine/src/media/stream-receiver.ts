import type { RtpStream } from '@rostrum/protocol';
import { FirstFrames } from '../clock/first-frames.ts';
import { MediaClock, type TransitDelay } from '../clock/media-clock.ts';
import { H264Depacketizer } from '../rtp/depacketize-h264.ts';
import { opusDepacketizer } from '../rtp/depacketize-opus.ts';
import { Vp8Depacketizer } from '../rtp/depacketize-vp8.ts';
import type { CodedFrame, Depacketizer } from '../rtp/depacketizer.ts';
import type { RtpPacket } from '../rtp/packet.ts';
import { ReorderBuffer } from '../rtp/reorder-buffer.ts';
import type { SenderReport } from '../rtp/rtcp.ts';

/** How a receiver asks the sender for what it misses. */
export interface FeedbackSender {
  requestKeyFrame(ssrc: number): void;
  requestPackets(ssrc: number, sequenceNumbers: readonly number[]): void;
}

export interface StreamReceiverOptions {
  readonly stream: Omit<RtpStream, 'paused'>;
  readonly transit: TransitDelay;
  readonly feedback: FeedbackSender;
  /** A whole frame and when it belongs, seconds of wall clock. After a loss video starts again with a key frame. */
  readonly onFrame: (frame: CodedFrame, mediaSeconds: number, nowMs: number) => void;
  /** The same a little later, when it is known where the first ones belong: for what is kept. */
  readonly onKept?: (frame: CodedFrame, mediaSeconds: number) => void;
  /** Packets before the next frame were given up. */
  readonly onLoss?: () => void;
}

/** A hole is given up after this; the programme's delay must be longer. */
const maxWaitMs = 160;
/**
 * Where nothing is sent again to us, a packet may still have been overtaken, or be one that the SFU asked for again. What
 * waits behind it is sound, which is mixed ahead of the picture and would come too late.
 */
const maxUnaskedWaitMs = 100;
/** Between two requests for a key frame; the SFU merges more. */
const keyFrameIntervalMs = 400;

const depacketizers: Readonly<Record<RtpStream['codec'], () => Depacketizer>> = {
  vp8: () => new Vp8Depacketizer(),
  h264: () => new H264Depacketizer(),
  opus: opusDepacketizer,
};

/** One RTP stream on its way in: packets in any order → frames in order, with their time. */
export class StreamReceiver {
  readonly stream: Omit<RtpStream, 'paused'>;
  readonly #options: StreamReceiverOptions;
  readonly #clock: MediaClock;
  readonly #kept: FirstFrames;
  readonly #depacketizer: Depacketizer;
  readonly #buffer: ReorderBuffer;
  #nowMs = 0;
  #awaitsKey: boolean;
  #isPaused = false;
  #keyRequestedMs = Number.NEGATIVE_INFINITY;

  constructor(options: StreamReceiverOptions) {
    const { stream, transit } = options;
    this.stream = stream;
    this.#options = options;
    this.#clock = new MediaClock(stream.clockRate, transit);
    this.#kept = new FirstFrames(this.#clock, options.onKept ?? (() => undefined));
    this.#depacketizer = depacketizers[stream.codec]();
    this.#awaitsKey = this.#isVideo;
    this.#buffer = new ReorderBuffer({
      maxWaitMs: stream.rtx ? maxWaitMs : maxUnaskedWaitMs,
      onPacket: (packet) => this.#take(packet),
      onLoss: () => this.#handleLoss(),
    });
  }

  get lostPackets(): number {
    return this.#buffer.lostPackets;
  }

  /** @param nowMs wall clock of arrival */
  handleRtp(packet: RtpPacket, nowMs: number): void {
    this.#nowMs = nowMs;
    if (packet.payloadType === this.stream.payloadType) this.#buffer.push(packet, nowMs);
  }

  /** A packet that was asked for again: its number is in front of its payload (RFC 4588 §4). */
  handleRtx(packet: RtpPacket, nowMs: number): void {
    if (packet.payload.length <= 2) return;
    this.#nowMs = nowMs;
    this.#buffer.push(
      {
        ...packet,
        ssrc: this.stream.ssrc,
        payloadType: this.stream.payloadType,
        sequenceNumber: packet.payload.readUInt16BE(0),
        payload: packet.payload.subarray(2),
      },
      nowMs,
    );
  }

  handleReport(report: SenderReport): void {
    this.#clock.handleReport(report);
    this.#kept.release();
  }

  /** Asks for what is missing; called once for each frame of the programme. */
  tick(nowMs: number): void {
    this.#nowMs = nowMs;
    const missing = this.#buffer.missing(nowMs);
    if (missing.length > 0 && this.stream.rtx) this.#options.feedback.requestPackets(this.stream.ssrc, missing);
    if (this.#awaitsKey && !this.#isPaused) this.#requestKeyFrame();
  }

  /** What comes after a pause does not continue what was before; its key frame may be here before we hear of the resume. */
  pause(): void {
    this.#isPaused = true;
    this.#awaitsKey = this.#isVideo;
  }

  resume(): void {
    this.#isPaused = false;
  }

  /** A frame was damaged: video goes on with the next key frame, which is asked for. */
  startAgain(): void {
    if (!this.#isVideo) return;
    this.#awaitsKey = true;
    this.#requestKeyFrame();
  }

  /** Nothing more comes: what waits for its place has it now. */
  close(): void {
    this.#kept.release();
  }

  get #isVideo(): boolean {
    return this.stream.codec !== 'opus';
  }

  #requestKeyFrame(): void {
    if (this.#nowMs - this.#keyRequestedMs < keyFrameIntervalMs) return;
    this.#keyRequestedMs = this.#nowMs;
    this.#options.feedback.requestKeyFrame(this.stream.ssrc);
  }

  #take(packet: RtpPacket): void {
    const frame = this.#depacketizer.push(packet);
    if (!frame) return;
    const mediaSeconds = this.#clock.mediaSeconds(frame.timestamp, this.#nowMs / 1000);
    if (this.#awaitsKey && !frame.isKey) return;
    this.#awaitsKey = false;
    this.#kept.push({ frame, mediaSeconds, arrivedSeconds: this.#nowMs / 1000 });
    this.#options.onFrame(frame, mediaSeconds, this.#nowMs);
  }

  #handleLoss(): void {
    this.#depacketizer.reset();
    this.#options.onLoss?.();
    this.startAgain();
  }
}
