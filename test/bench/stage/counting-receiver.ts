import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** Takes RTP for one presenter, and counts it. */
export class CountingReceiver {
  readonly #socket: Socket;
  bytes = 0;
  packets = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (packet) => {
      this.bytes += packet.length;
      this.packets += 1;
    });
    socket.on('error', () => undefined); // A report that the SFU did not take any more.
  }

  static async open(): Promise<CountingReceiver> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 8 << 20 });
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new CountingReceiver(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  close(): void {
    this.#socket.close();
  }
}
