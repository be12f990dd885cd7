import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { RtpAddress, RtpParameters } from '@rostrum/protocol';
import { h264Payloads, vp8Payloads } from './packetize.ts';
import type { VideoCodec } from './presenter-media.ts';
import { readRtcpFeedback } from './rtcp-feedback.ts';
import { RtpOut } from './rtp-out.ts';

export interface MediaSocketOptions {
  /** The SFU's plain transport. It learns our address from the first packet. */
  readonly remote: RtpAddress;
  readonly codec: VideoCodec;
  /** Ties sound and picture together, RFC 3550 §6.5.1. */
  readonly cname: string;
  readonly onKeyFrameRequest: () => void;
}

const reportIntervalMs = 1000;
const videoPayloadType = 101;
const audioPayloadType = 100;

/** One presenter's RTP and RTCP on one UDP socket: sends frames and reports, answers what the SFU asks. */
export class MediaSocket {
  readonly #options: MediaSocketOptions;
  readonly #socket: Socket;
  readonly #video: RtpOut;
  readonly #audio: RtpOut;
  readonly #reports: ReturnType<typeof setInterval>;
  /** RFC 7741 §4.2: one more with each frame that is sent. Browsers wait for a frame whose number is left out. */
  #pictureId = 0;
  #closed = false;

  private constructor(options: MediaSocketOptions, socket: Socket) {
    const { cname } = options;
    this.#options = options;
    this.#socket = socket;
    this.#video = new RtpOut({ payloadType: videoPayloadType, clockRate: 90_000, cname });
    this.#audio = new RtpOut({ payloadType: audioPayloadType, clockRate: 48_000, cname });
    socket.on('message', (packet) => this.#handleFeedback(packet));
    // ICMP says that the SFU is gone; control says so too, and names the next address.
    socket.on('error', () => undefined);
    this.#reports = setInterval(() => this.#report(), reportIntervalMs);
  }

  static async open(options: MediaSocketOptions): Promise<MediaSocket> {
    const { ip, port } = options.remote;
    const socket = createSocket({ type: isIPv6(ip) ? 'udp6' : 'udp4', sendBufferSize: 1 << 20 });
    const connected = Promise.withResolvers<void>();
    socket.once('error', connected.reject);
    socket.connect(port, ip, connected.resolve);
    await connected.promise;
    socket.removeAllListeners('error');
    return new MediaSocket(options, socket);
  }

  /** For `produce`. Lost packets are sent again on the same SSRC, since there is no RTX. */
  get videoParameters(): RtpParameters {
    const isVp8 = this.#options.codec === 'vp8';
    const h264 = { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 };
    return this.#parameters(this.#video, {
      mimeType: isVp8 ? 'video/VP8' : 'video/H264',
      parameters: isVp8 ? {} : h264,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'ccm', parameter: 'fir' }],
    });
  }

  get audioParameters(): RtpParameters {
    return this.#parameters(this.#audio, { mimeType: 'audio/opus', channels: 2, parameters: { 'sprop-stereo': 1 } });
  }

  sendVideo(unit: Uint8Array, { wallMs }: { wallMs: number }): void {
    const payloads = this.#options.codec === 'vp8' ? vp8Payloads(unit, this.#pictureId++) : h264Payloads(unit);
    this.#send(this.#video.packets(payloads, { wallMs, marker: true }));
  }

  sendAudio(unit: Uint8Array, { wallMs }: { wallMs: number }): void {
    this.#send(this.#audio.packets([unit], { wallMs, marker: false }));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#reports);
    this.#socket.close();
  }

  #send(packets: readonly Buffer[]): void {
    if (this.#closed) return;
    // What the network does not take is lost, as on any path; the receiver asks for it again.
    for (const packet of packets) this.#socket.send(packet, () => undefined);
  }

  #report(): void {
    const now = Date.now();
    this.#send([this.#video.senderReport(now), this.#audio.senderReport(now)]);
  }

  #handleFeedback(packet: Buffer): void {
    for (const feedback of readRtcpFeedback(packet)) {
      if (feedback.ssrc !== this.#video.ssrc) continue;
      if (feedback.type === 'key-frame') this.#options.onKeyFrameRequest();
      else this.#send(feedback.sequenceNumbers.flatMap((number) => this.#video.sent(number) ?? []));
    }
  }

  #parameters(stream: RtpOut, codec: Omit<RtpParameters['codecs'][number], 'payloadType' | 'clockRate'>) {
    return {
      codecs: [{ payloadType: stream.payloadType, clockRate: stream.clockRate, ...codec }],
      encodings: [{ ssrc: stream.ssrc }],
      rtcp: { cname: this.#options.cname, reducedSize: true },
    };
  }
}
