import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

// hls.js belongs to packages/player alone; here it is a file that a page loads.
const hlsFile = createRequire(import.meta.resolve('@rostrum/player')).resolve('hls.js/dist/hls.min.js');
const html = `<!doctype html><title>hls.js as it comes</title>
<video autoplay muted playsinline width="640" height="360"></video><script src="/hls.js"></script>`;

/** A page with a video element and hls.js, and nothing else. */
export class PlainSite {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<PlainSite> {
    const script = await readFile(hlsFile);
    const server = createServer(({ url }, response) => {
      const isScript = url === '/hls.js';
      response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
      response.end(isScript ? script : html);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new PlainSite(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
