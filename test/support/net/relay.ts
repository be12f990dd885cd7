import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { randoms } from '../randoms.ts';
import { DelayLine, type Impairment } from './delay-line.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface RelayOptions {
  /** Where it listens, on a free port. */
  readonly address: string;
  readonly target: Endpoint;
  /** Of the chances that it takes. Print it, so that a failure can be had again. */
  readonly seed: number;
}

interface Path {
  readonly upstream: UdpSocket;
  readonly toTarget: DelayLine;
  readonly toClient: DelayLine;
}

const mostPaths = 64;

/**
 * A worse way to a UDP port, for kernels without netem: delays, shakes and loses what comes back from the target, and
 * delays what goes there.
 */
export class UdpRelay {
  readonly #options: RelayOptions;
  readonly #socket: UdpSocket;
  readonly #paths = new Map<string, Path>();
  readonly #random: () => number;
  #impairment: Impairment = {};

  private constructor(options: RelayOptions, socket: UdpSocket) {
    this.#options = options;
    this.#socket = socket;
    this.#random = randoms(options.seed);
    socket.on('message', (bytes, from) => this.#forward(bytes, from));
  }

  static async open(options: RelayOptions): Promise<UdpRelay> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
    socket.bind(0, options.address);
    await once(socket, 'listening');
    return new UdpRelay(options, socket);
  }

  get endpoint(): Endpoint {
    return { address: this.#options.address, port: this.#socket.address().port };
  }

  /** How many packets came through no more, and how many paths there are. */
  get counts(): { lost: number; paths: number } {
    const paths = [...this.#paths.values()];
    return { lost: paths.reduce((sum, { toClient }) => sum + toClient.lost, 0), paths: paths.length };
  }

  /** From now on, for all paths. */
  impair(impairment: Impairment): void {
    this.#impairment = impairment;
    for (const path of this.#paths.values()) this.#apply(path);
  }

  close(): void {
    for (const { upstream, toClient, toTarget } of this.#paths.values()) {
      toClient.close();
      toTarget.close();
      upstream.close();
    }
    this.#paths.clear();
    this.#socket.close();
  }

  #apply({ toClient, toTarget }: Path): void {
    toClient.impairment = this.#impairment;
    toTarget.impairment = { delayMs: this.#impairment.delayMs ?? 0 };
  }

  #forward(bytes: Buffer, from: Endpoint): void {
    const key = `${from.address}:${from.port}`;
    let path = this.#paths.get(key);
    if (!path) {
      if (this.#paths.size >= mostPaths) return;
      path = this.#open(from);
      this.#paths.set(key, path);
    }
    const { address, port } = this.#options.target;
    const { upstream } = path;
    path.toTarget.push(() => upstream.send(bytes, port, address));
  }

  #open(client: Endpoint): Path {
    const upstream = createSocket({ type: 'udp4', recvBufferSize: 1 << 20, sendBufferSize: 1 << 20 });
    upstream.bind(0, this.#options.address);
    const path = { upstream, toTarget: new DelayLine(this.#random), toClient: new DelayLine(this.#random) };
    this.#apply(path);
    upstream.on('message', (bytes) => {
      path.toClient.push(() => this.#socket.send(bytes, client.port, client.address));
    });
    return path;
  }
}

/** A longer way to a TCP port: the same delay both ways, and nothing is lost. */
export class TcpRelay {
  readonly #options: RelayOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #impairment: Impairment = {};

  private constructor(options: RelayOptions) {
    this.#options = options;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  static async open(options: RelayOptions): Promise<TcpRelay> {
    const relay = new TcpRelay(options);
    relay.#server.listen(0, options.address);
    await once(relay.#server, 'listening');
    return relay;
  }

  get endpoint(): Endpoint {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return { address: this.#options.address, port: address.port };
  }

  /** From now on, for connections that are made then. Loss does not apply. */
  impair({ delayMs = 0, jitterMs = 0 }: Impairment): void {
    this.#impairment = { delayMs, jitterMs };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    const { address, port } = this.#options.target;
    const upstream = connect({ host: address, port, allowHalfOpen: true });
    this.#pipe(client, upstream);
    this.#pipe(upstream, client);
  }

  #pipe(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    const line = new DelayLine(randoms(this.#options.seed));
    line.impairment = this.#impairment;
    from.setNoDelay(true);
    from.on('data', (bytes) => {
      line.push(() => {
        // What the other side does not take yet is not read from this one.
        if (!to.write(bytes)) from.pause();
      });
    });
    to.on('drain', () => from.resume());
    from.on('end', () => line.push(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      // After a proper end, what is still on its way arrives.
      if (from.readableEnded) return;
      line.close();
      to.destroy();
    });
  }
}
