import { setTimeout as sleep } from 'node:timers/promises';
import { wallClockMs } from './wall-clock.ts';

/** One part of the programme's picture, as a player gets it. */
export interface WatchedPart {
  readonly bytes: Buffer;
  readonly isIndependent: boolean;
  readonly frames: number;
  /** When its last byte was here; milliseconds since 1970. */
  readonly atMs: number;
}

interface Listed {
  readonly uri: string;
  readonly isIndependent: boolean;
}

/** What an LL-HLS media playlist (RFC 8216bis) says of its newest end. */
function readPlaylist(text: string): { parts: Listed[]; initUri: string; next: { msn: number; part: number } } {
  const parts: Listed[] = [];
  let [msn, part, initUri] = [0, 0, ''];
  for (const line of text.split('\n')) {
    const uri = /URI="([^"]+)"/.exec(line)?.[1] ?? '';
    if (line.startsWith('#EXT-X-MEDIA-SEQUENCE:')) msn = Number(line.split(':')[1]);
    else if (line.startsWith('#EXT-X-MAP:')) initUri = uri;
    else if (line.startsWith('#EXT-X-PART:')) {
      parts.push({ uri, isIndependent: line.includes('INDEPENDENT=YES') });
      part += 1;
    } else if (line !== '' && !line.startsWith('#')) {
      msn += 1;
      part = 0;
    }
  }
  return { parts, initUri, next: { msn, part } };
}

/** The sample count of the only track run: ISO/IEC 14496-12, 8.8.8. */
const framesIn = (bytes: Buffer): number => bytes.readUInt32BE(bytes.indexOf('trun', 0, 'latin1') + 8);

/** Asks for each part of the programme's picture as soon as it is announced, and keeps what came lately. */
export class PartWatch {
  readonly init: Buffer;
  readonly #url: string;
  #parts: WatchedPart[] = [];
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(url: string, init: Buffer) {
    this.#url = url;
    this.init = init;
  }

  /** @param url of the multivariant playlist */
  static async open(url: string): Promise<PartWatch> {
    const multivariant = await (await fetch(url)).text();
    const video = multivariant.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';
    const playlist = new URL(video, url).href;
    const { initUri } = readPlaylist(await (await fetch(playlist)).text());
    const watch = new PartWatch(playlist, await read(new URL(initUri, playlist)));
    watch.#running = watch.#run();
    return watch;
  }

  /** From the last key frame before a moment on. */
  since(ms: number): WatchedPart[] {
    const first = this.#parts.findLastIndex(({ isIndependent, atMs }) => isIndependent && atMs < ms);
    return this.#parts.slice(Math.max(0, first));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const seen = new Set<string>();
    let query = '';
    while (!this.#isClosed) {
      try {
        const { parts, next } = readPlaylist(await (await fetch(`${this.#url}${query}`)).text());
        const fresh = parts.filter(({ uri }) => !seen.has(uri));
        for (const { uri, isIndependent } of fresh) {
          seen.add(uri);
          if (query === '') continue; // What was there before.
          const bytes = await read(new URL(uri, this.#url));
          this.#parts.push({ bytes, isIndependent, frames: framesIn(bytes), atMs: wallClockMs() });
        }
        query = `?_HLS_msn=${next.msn}&_HLS_part=${next.part}`;
        // A minute of it is plenty.
        if (this.#parts.length > 200) this.#parts = this.#parts.slice(-180);
      } catch {
        await sleep(100); // Asked for too early, or too late: the newest playlist tells.
        query = '';
      }
    }
  }
}

async function read(url: URL): Promise<Buffer> {
  return Buffer.from(await (await fetch(url)).arrayBuffer());
}
