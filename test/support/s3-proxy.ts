import { request as ask, createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the way to a server does to a request. */
export type Mood =
  | 'well'
  /** Answers 503 itself. */
  | 'unavailable'
  /** Cuts the connection before anything is sent on. */
  | 'cut'
  /** Passes the request on and cuts the connection instead of the answer. */
  | 'answer lost'
  /** Passes it on with one byte of the body changed. */
  | 'spoilt'
  /** Changes one byte of the answer's body. */
  | 'answer spoilt';

/** A bad way to a server: an HTTP proxy on loopback, whose mood a test sets. Requests keep their host, so signatures hold. */
export class S3Proxy {
  mood: Mood | ((method: string, url: string) => Mood) = 'well';
  delayMs = 0;
  /** `PUT /bucket/key?…` of what was passed on. */
  readonly passed: string[] = [];
  readonly endpoint: string;
  readonly #server: Server;
  readonly #target: URL;

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#handle(request, response));
  }

  static async open(target: string): Promise<S3Proxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    return new S3Proxy(server, new URL(target));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const mood = typeof this.mood === 'function' ? this.mood(method, url) : this.mood;
    if (this.delayMs > 0) await sleep(this.delayMs);
    if (mood === 'cut') return void request.destroy();
    if (mood === 'unavailable') return void response.writeHead(503).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    if (mood === 'spoilt' && body.length > 0) body[0] = (body[0] ?? 0) ^ 1;
    this.passed.push(`${method} ${url}`);
    const { hostname, port } = this.#target;
    const onward = ask({ hostname, port, method, path: url, headers: request.headers }, (answer) => {
      if (mood === 'answer lost') {
        answer.resume();
        return void request.socket.destroy();
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('data', (bytes: Buffer) => {
        if (mood === 'answer spoilt') bytes[0] = (bytes[0] ?? 0) ^ 1;
        response.write(bytes);
      });
      answer.on('end', () => response.end());
    });
    onward.on('error', () => request.destroy());
    onward.end(body);
  }
}
