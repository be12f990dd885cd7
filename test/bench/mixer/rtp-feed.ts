import { createSocket, type Socket } from 'node:dgram';
import { newId, type ProgrammeParticipant, type RtpAddress } from '@rostrum/protocol';
import { RtpOut, vp8Payloads } from '@rostrum/synthetic';
import { type Clip, clipFrameRate } from './clip.ts';

const videoPayloadType = 101;
const audioPayloadType = 100;
const tickMs = 5;
const frameMs = 1000 / clipFrameRate;
const packetMs = 20;
/** So that the key frames of all do not come in one moment. */
const staggerMs = 370;

interface Source {
  readonly clip: Clip;
  readonly video: RtpOut;
  readonly audio: RtpOut;
  readonly beganMs: number;
  frames: number;
  packets: number;
}

/** Sends clips as RTP, over and over, as an SFU would: one address for all, told apart by SSRC. */
export class RtpFeed {
  readonly participants: readonly ProgrammeParticipant[];
  readonly #sources: readonly Source[];
  readonly #socket: Socket;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastReportMs = 0;

  constructor(clip: Clip, count: number) {
    this.#socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
    this.#socket.on('error', () => undefined); // The mixer has ended before us.
    const beganMs = Date.now();
    this.#sources = Array.from({ length: count }, (_, index) => ({
      clip,
      video: new RtpOut({ payloadType: videoPayloadType, clockRate: 90_000, cname: `${index}` }),
      audio: new RtpOut({ payloadType: audioPayloadType, clockRate: 48_000, cname: `${index}` }),
      beganMs: beganMs + index * staggerMs,
      frames: 0,
      packets: 0,
    }));
    this.participants = this.#sources.map(({ video, audio }, index) => ({
      id: newId('participant'),
      name: `Source ${index + 1}`,
      title: '',
      camera: { ...stream(video), codec: 'vp8' },
      microphone: { ...stream(audio), codec: 'opus' },
    }));
  }

  start({ ip, port }: RtpAddress): void {
    this.#socket.connect(port, ip, () => {
      this.#timer = setInterval(() => this.#tick(), tickMs);
    });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #tick(): void {
    const now = Date.now();
    const isReportDue = now - this.#lastReportMs >= 1000;
    if (isReportDue) this.#lastReportMs = now;
    for (const source of this.#sources) {
      this.#sendDue(source, now);
      if (isReportDue && source.frames > 0) {
        this.#send([source.video.senderReport(now), source.audio.senderReport(now)]);
      }
    }
  }

  #sendDue(source: Source, now: number): void {
    const { clip, video, audio, beganMs } = source;
    for (; beganMs + source.frames * frameMs <= now; source.frames++) {
      const frame = clip.video[source.frames % clip.video.length];
      const wallMs = beganMs + source.frames * frameMs;
      if (frame) this.#send(video.packets(vp8Payloads(frame, source.frames), { wallMs, marker: true }));
    }
    for (; beganMs + source.packets * packetMs <= now; source.packets++) {
      const packet = clip.audio[source.packets % clip.audio.length];
      const wallMs = beganMs + source.packets * packetMs;
      if (packet) this.#send(audio.packets([packet], { wallMs, marker: false }));
    }
  }

  #send(packets: readonly Buffer[]): void {
    for (const packet of packets) this.#socket.send(packet, () => undefined); // What is not taken is lost, as anywhere.
  }
}

const stream = ({ ssrc, payloadType, clockRate }: RtpOut) => ({
  producerId: `${ssrc}`,
  payloadType,
  clockRate,
  ssrc,
  paused: false,
});
