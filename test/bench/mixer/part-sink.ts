import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Announced, PartTaken } from '@rostrum/protocol';

/** An announcement's address ends with the programme, a part's with its place: `…/{rendition}/{epoch}/{msn}/{part}?…`. */
function answerTo(url: string): Announced | PartTaken {
  const msn = /\/(\d+)\/\d+\?/.exec(url)?.[1];
  return msn === undefined ? { nextMsn: 0, next: [] } : { keptBeforeMsn: Number(msn) };
}

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
        response.end(JSON.stringify(answerTo(request.url ?? '')));
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
