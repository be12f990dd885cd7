import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An origin that takes everything and keeps nothing, so that a bench measures the mixer alone. */
export class PartSink {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<PartSink> {
    const server = createServer((request, response) => {
      request.resume();
      request.once('end', () => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ nextMsn: 0 }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PartSink(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
