import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { emptyReceiverReport, type FeedbackSender, nack, pictureLoss } from '@rostrum/engine';
import type { RtpAddress } from '@rostrum/protocol';

/** Key frames of nine people may come at once; the default would drop them. */
const bufferBytes = 4 << 20;

/** The one UDP port of a programme: RTP and RTCP in, feedback out (RFC 5761). */
export class RtpSocket implements FeedbackSender {
  readonly local: RtpAddress;
  readonly #socket: Socket;
  /** Our SSRC in feedback. */
  readonly #ssrc = Math.floor(Math.random() * 0xffffffff);
  #remote: RtpAddress | undefined;

  private constructor(socket: Socket, local: RtpAddress) {
    this.#socket = socket;
    this.local = local;
  }

  static async open(ip: string): Promise<RtpSocket> {
    const socket = createSocket({
      type: ip.includes(':') ? 'udp6' : 'udp4',
      recvBufferSize: bufferBytes,
      sendBufferSize: bufferBytes,
    });
    // A packet that could not be sent is a packet lost: feedback is repeated.
    socket.on('error', () => undefined);
    socket.bind(0, ip);
    await once(socket, 'listening');
    return new RtpSocket(socket, { ip, port: socket.address().port });
  }

  receive(onDatagram: (datagram: Buffer) => void): void {
    this.#socket.on('message', onDatagram);
  }

  /** Where the SFU's transport listens. */
  connect(remote: RtpAddress): void {
    this.#remote = remote;
    this.#send(emptyReceiverReport(this.#ssrc));
  }

  requestKeyFrame(ssrc: number): void {
    this.#send(pictureLoss(this.#ssrc, ssrc));
  }

  requestPackets(ssrc: number, sequenceNumbers: readonly number[]): void {
    this.#send(nack(this.#ssrc, ssrc, sequenceNumbers));
  }

  close(): void {
    this.#socket.close();
  }

  #send(packet: Buffer): void {
    if (this.#remote) this.#socket.send(packet, this.#remote.port, this.#remote.ip);
  }
}
