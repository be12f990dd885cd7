import { setTimeout as sleep } from 'node:timers/promises';

/** What a Media Playlist said of one part, and when. */
export interface PartTimes {
  /** Wall clock of capture of its first frame, milliseconds since 1970. */
  readonly captureMs: number;
  readonly durationMs: number;
  /** When a request that waited for it was answered: nobody can have it earlier. */
  readonly announcedMs: number;
}

const answerWithinMs = 8000;

/** The parts of a playlist by segment and part, `12.3`, and what comes next. */
export function readParts(text: string): {
  parts: Map<string, { captureMs: number; durationMs: number }>;
  next: string;
} {
  const parts = new Map<string, { captureMs: number; durationMs: number }>();
  let captureMs = Number.NaN;
  for (const line of text.split('\n')) {
    const date = /^#EXT-X-PROGRAM-DATE-TIME:(.+)/.exec(line)?.[1];
    if (date) captureMs = Date.parse(date);
    const part = /^#EXT-X-PART:DURATION=([\d.]+),URI="\d+-(\d+\.\d+)\.m4s"/.exec(line);
    if (!part) continue;
    const durationMs = Number(part[1]) * 1000;
    parts.set(part[2] ?? '', { captureMs, durationMs });
    captureMs += durationMs;
  }
  return { parts, next: /PRELOAD-HINT:TYPE=PART,URI="\d+-(\d+\.\d+)\.m4s"/.exec(text)?.[1] ?? '' };
}

/** Follows one rendition's playlist by blocking reloads. */
export class PartTimesWatch {
  readonly #url: string;
  readonly #times = new Map<string, PartTimes>();
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;

  constructor(url: string) {
    this.#url = url;
    this.#running = this.#run();
  }

  /** @param name `12.3` */
  of(name: string): PartTimes | undefined {
    return this.#times.get(name);
  }

  /** Those that came after this moment, milliseconds since 1970. */
  since(ms: number): PartTimes[] {
    return [...this.#times.values()].filter(({ announcedMs }) => announcedMs > ms);
  }

  async close(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let next = '';
    while (!this.#abort.signal.aborted) {
      const [msn, part] = next.split('.');
      const text = await this.#fetch(next === '' ? '' : `?_HLS_msn=${msn}&_HLS_part=${part}`);
      const announcedMs = Date.now();
      if (text === undefined) {
        await sleep(50);
        continue;
      }
      const playlist = readParts(text);
      // Only what was waited for: the others were there before.
      const found = playlist.parts.get(next);
      if (found) this.#times.set(next, { ...found, announcedMs });
      next = playlist.next;
    }
  }

  async #fetch(query: string): Promise<string | undefined> {
    const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(answerWithinMs)]);
    const response = await fetch(this.#url + query, { signal }).catch(() => undefined);
    return response?.ok ? response.text().catch(() => undefined) : undefined;
  }
}
