import { setTimeout as wait } from 'node:timers/promises';

interface Playlist {
  readonly atMs: number;
  /** Segment and part that come next. */
  readonly edge: string;
  readonly mediaSequence: number;
  /** From the beginning of the programme to its edge. */
  readonly discontinuities: number;
}

const answerWithinMs = 8000;

/** Follows a Media Playlist by blocking reloads, as a player does, and tells how the programme went on. */
export class PlaylistWatch {
  /** Those that had something new. */
  readonly playlists: Playlist[] = [];
  readonly #url: string;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  get newest(): Playlist {
    const newest = this.playlists.at(-1);
    if (!newest) throw new Error('no playlist has come');
    return newest;
  }

  /** @throws Error when the Media Sequence Number ever went back */
  assertOrder(): void {
    for (const [index, { mediaSequence }] of this.playlists.entries()) {
      const before = this.playlists[index - 1]?.mediaSequence ?? 0;
      if (mediaSequence < before) throw new Error(`the media sequence went back from ${before} to ${mediaSequence}`);
    }
  }

  async #run(): Promise<void> {
    let query = '';
    while (!this.#abort.signal.aborted) {
      const text = await this.#fetch(query);
      const edge = /PRELOAD-HINT:TYPE=PART,URI="\d+-(\d+\.\d+)\.m4s"/.exec(text ?? '')?.[1];
      if (!text || !edge) {
        await wait(50);
        continue;
      }
      if (edge !== this.playlists.at(-1)?.edge) this.playlists.push({ atMs: Date.now(), edge, ...readNumbers(text) });
      const [msn, part] = edge.split('.');
      query = `?_HLS_msn=${msn}&_HLS_part=${part}`;
    }
  }

  async #fetch(query: string): Promise<string | undefined> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(answerWithinMs)]);
    const response = await fetch(this.#url + query, { signal }).catch(() => undefined);
    return response?.ok ? response.text().catch(() => undefined) : undefined;
  }
}

const readNumbers = (text: string) => ({
  mediaSequence: Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]),
  discontinuities:
    Number(/#EXT-X-DISCONTINUITY-SEQUENCE:(\d+)/.exec(text)?.[1]) +
    (text.match(/#EXT-X-DISCONTINUITY$/gm)?.length ?? 0),
});
