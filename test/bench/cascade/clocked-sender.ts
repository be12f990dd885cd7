import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { RtpAddress, RtpParameters } from '@rostrum/protocol';
import { RtpOut } from '@rostrum/synthetic';

const payloadType = 100;
const packetMs = 20;
/** About what a camera of 640 × 360 has: 400 kbit/s. */
const payloadBytes = 1000;

/** Many streams whose packets carry the moment at which they were sent, on the monotonic clock of this process. */
export class ClockedSender {
  readonly #socket: Socket;
  readonly #streams: { readonly remote: RtpAddress; readonly out: RtpOut }[] = [];
  readonly #timer: ReturnType<typeof setInterval>;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined); // The SFU has ended before us.
    this.#timer = setInterval(() => this.#send(), packetMs);
  }

  static async open(): Promise<ClockedSender> {
    const socket = createSocket({ type: 'udp4', sendBufferSize: 4 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ClockedSender(socket);
  }

  /** One more, sent as a voice: it begins without a key frame. */
  add(remote: RtpAddress): RtpParameters {
    const cname = `sender-${this.#streams.length}`;
    const out = new RtpOut({ payloadType, clockRate: 48_000, cname });
    this.#streams.push({ remote, out });
    return {
      codecs: [{ mimeType: 'audio/opus', payloadType, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: out.ssrc }],
      rtcp: { cname, reducedSize: true },
    };
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #send(): void {
    const payload = Buffer.alloc(payloadBytes, 7);
    for (const { remote, out } of this.#streams) {
      payload.writeDoubleBE(performance.now(), 0);
      for (const packet of out.packets([payload], { wallMs: Date.now(), marker: false }))
        this.#socket.send(packet, remote.port, remote.ip, () => undefined);
    }
  }
}

/** Takes what the SFU sends on, and notes how long each packet was under way, in ms. */
export class ClockedReceiver {
  readonly #socket: Socket;
  delays: number[] = [];
  bytes = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => undefined); // A report that the SFU did not take any more.
    socket.on('message', (packet) => {
      this.bytes += packet.length;
      if (packet.length < payloadBytes) return; // A report.
      this.delays.push(performance.now() - packet.readDoubleBE(packet.length - payloadBytes));
    });
  }

  static async open(): Promise<ClockedReceiver> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 8 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new ClockedReceiver(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }
}
