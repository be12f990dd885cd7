import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpAddress, RtpParameters } from '@rostrum/protocol';
import { RtpOut, readRtcpFeedback, vp8Payloads } from '@rostrum/synthetic';
import { type Clip, clipFrameRate } from '../mixer/clip.ts';

const videoPayloadType = 101;
const audioPayloadType = 100;
const tickMs = 5;
const frameMs = 1000 / clipFrameRate;
const packetMs = 20;
const reportMs = 1000;
/** A process that was held up does not send all at once what it missed. */
const mostLateMs = 200;

/** What a presenter sends, for `produce`. */
export interface SentStreams {
  readonly microphone: RtpParameters;
  readonly camera: RtpParameters;
}

interface Source {
  readonly remote: RtpAddress;
  readonly video: RtpOut;
  readonly audio: RtpOut;
  beganMs: number;
  frames: number;
  packets: number;
}

/** Many presenters on one socket, who all send the same clip over and over; who asks for a key frame gets the clip's first. */
export class LoopedSender {
  readonly #clip: Clip;
  readonly #socket: Socket;
  readonly #sources: Source[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastReportMs = 0;

  private constructor(clip: Clip, socket: Socket) {
    this.#clip = clip;
    this.#socket = socket;
    socket.on('error', () => undefined); // The SFU has ended before us.
    socket.on('message', (packet) => this.#handleFeedback(packet));
  }

  static async open(clip: Clip): Promise<LoopedSender> {
    const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new LoopedSender(clip, socket);
  }

  /** One more presenter, who sends to this address. */
  add(remote: RtpAddress): SentStreams {
    const cname = `presenter-${this.#sources.length}`;
    const video = new RtpOut({ payloadType: videoPayloadType, clockRate: 90_000, cname });
    const audio = new RtpOut({ payloadType: audioPayloadType, clockRate: 48_000, cname });
    this.#sources.push({ remote, video, audio, beganMs: performance.now(), frames: 0, packets: 0 });
    const rtcp = { cname, reducedSize: true };
    return {
      microphone: {
        codecs: [{ mimeType: 'audio/opus', payloadType: audioPayloadType, clockRate: 48_000, channels: 2 }],
        encodings: [{ ssrc: audio.ssrc }],
        rtcp,
      },
      camera: {
        codecs: [
          {
            mimeType: 'video/VP8',
            payloadType: videoPayloadType,
            clockRate: 90_000,
            rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
          },
        ],
        encodings: [{ ssrc: video.ssrc }],
        rtcp,
      },
    };
  }

  start(): void {
    const now = performance.now();
    for (const source of this.#sources) Object.assign(source, { beganMs: now, frames: 0, packets: 0 });
    this.#timer ??= setInterval(() => this.#tick(), tickMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  close(): void {
    this.stop();
    this.#socket.close();
  }

  #tick(): void {
    const now = performance.now();
    const wallMs = Date.now();
    const isReportDue = now - this.#lastReportMs >= reportMs;
    if (isReportDue) this.#lastReportMs = now;
    for (const source of this.#sources) {
      const dueFrames = Math.floor((now - source.beganMs) / frameMs);
      if ((dueFrames - source.frames) * frameMs > mostLateMs) {
        source.beganMs += (dueFrames - source.frames) * frameMs;
      }
      while (source.beganMs + source.frames * frameMs <= now) this.#sendFrame(source, wallMs);
      while (source.beganMs + source.packets * packetMs <= now) this.#sendSound(source, wallMs);
      if (isReportDue) this.#send(source, [source.video.senderReport(wallMs), source.audio.senderReport(wallMs)]);
    }
  }

  #sendFrame(source: Source, wallMs: number): void {
    const index = source.frames++;
    const unit = this.#clip.video[index % this.#clip.video.length] ?? new Uint8Array(0);
    this.#send(source, source.video.packets(vp8Payloads(unit, index), { wallMs, marker: true }));
  }

  #sendSound(source: Source, wallMs: number): void {
    const unit = this.#clip.audio[source.packets++ % this.#clip.audio.length] ?? new Uint8Array(0);
    this.#send(source, source.audio.packets([unit], { wallMs, marker: false }));
  }

  #send({ remote }: Source, packets: readonly Buffer[]): void {
    for (const packet of packets) this.#socket.send(packet, remote.port, remote.ip, () => undefined);
  }

  #handleFeedback(packet: Buffer): void {
    for (const feedback of readRtcpFeedback(packet)) {
      const source = this.#sources.find(({ video }) => video.ssrc === feedback.ssrc);
      if (!source) continue;
      if (feedback.type === 'nack') {
        this.#send(
          source,
          feedback.sequenceNumbers.flatMap((number) => source.video.sent(number) ?? []),
        );
        continue;
      }
      // The clip begins with one. The clock stays: only the place in the clip is another.
      const skipped = this.#clip.video.length - (source.frames % this.#clip.video.length);
      source.frames += skipped;
      source.beganMs -= skipped * frameMs;
      source.packets += Math.round((skipped * frameMs) / packetMs);
    }
  }
}
