import { FakeClock } from '@rostrum/lifecycle';
import { type Announcement, Fault, type PartQuery } from '@rostrum/protocol';
import { parseDirectives } from './directives.ts';
import { Playback } from './playback.ts';
import { Programme, type ProgrammeEvents } from './programme.ts';
import type { ProgrammeStorage } from './programme-storage.ts';

/** A storage in memory that fails when told to. */
export class FakeStorage implements ProgrammeStorage {
  readonly kept = new Map<string, Uint8Array>();
  isFailing = false;
  /** When it answers a put; at once without. */
  slowness: ((key: string) => Promise<void>) | undefined;

  async put(key: string, content: Uint8Array): Promise<void> {
    if (this.isFailing) throw new Fault('STORAGE_UNAVAILABLE');
    await this.slowness?.(key);
    this.kept.set(key, content);
  }

  async readWhole(key: string): Promise<Uint8Array> {
    const content = this.kept.get(key);
    if (!content) throw new Fault('NOT_FOUND');
    return content;
  }

  async list(prefix: string): Promise<string[]> {
    return [...this.kept.keys()].filter((key) => key.startsWith(`${prefix}/`)).sort();
  }
}

export const programmeId = 'p_aaaaaaaaaaaaaaaaaaaa';
/** A round time, for dates that can be read. */
export const startMs = Date.UTC(2026, 0, 1);
export const partSeconds = 1 / 3;
export const partsPerSegment = 6;

export const announcement = (epoch: number): Announcement => ({
  epoch,
  targetDurationSeconds: 2,
  partTargetSeconds: 0.33334,
  renditions: [
    {
      name: 'video',
      kind: 'video',
      codecs: 'avc1.64001e',
      bandwidthBitsPerSecond: 1_500_000,
      width: 1280,
      height: 720,
      frameRate: 30,
    },
    { name: 'audio', kind: 'audio', codecs: 'mp4a.40.2', bandwidthBitsPerSecond: 128_000, channels: 2 },
  ],
});

export interface PartOf {
  readonly epoch?: number;
  readonly msn: number;
  readonly part: number;
  readonly last?: boolean;
  readonly final?: boolean;
}

/** A programme with a clock that is turned by hand, and words for what a mixer and a player do. */
export class Rig {
  readonly clock = new FakeClock(startMs);
  readonly storage: FakeStorage;
  readonly reports: string[] = [];
  readonly events: ProgrammeEvents = {
    storageFailed: (fault, { key }) => this.reports.push(`${fault.code} ${key}`),
    segmentLost: ({ rendition, epoch, msn }) => this.reports.push(`lost ${rendition} ${epoch}-${msn}`),
    durationExceeded: ({ rendition, what }) => this.reports.push(`${rendition} ${what} too long`),
  };
  readonly backlog: { bytes: number; readonly maxBytes: number };
  programme: Programme;
  playback: Playback;
  readonly #dvrWindowSeconds: number;

  constructor({ storage = new FakeStorage(), dvrWindowSeconds = 1800, maxUnkeptBytes = Infinity } = {}) {
    this.backlog = { bytes: 0, maxBytes: maxUnkeptBytes };
    this.storage = storage;
    this.#dvrWindowSeconds = dvrWindowSeconds;
    this.programme = new Programme(this.#options());
    this.playback = new Playback(this.programme, { dvrWindowSeconds });
  }

  /** Announced, with its inits. */
  start(epoch = 1): number {
    const { nextMsn } = this.programme.announce(announcement(epoch));
    for (const rendition of ['video', 'audio']) {
      this.programme.putInit({ rendition, epoch }, Buffer.from(`${rendition} init ${epoch}`));
    }
    return nextMsn;
  }

  /** As another process would find it. */
  async restart(): Promise<void> {
    const programme = await Programme.restore(this.#options());
    if (!programme) throw new Error('nothing was kept');
    this.programme = programme;
    this.playback = new Playback(programme, { dvrWindowSeconds: this.#dvrWindowSeconds });
  }

  put(rendition: string, { epoch = 1, msn, part, last = part === partsPerSegment - 1, final = false }: PartOf): void {
    const query: PartQuery = {
      durationSeconds: partSeconds,
      independent: part === 0 ? 1 : 0,
      last: last ? 1 : 0,
      ...(final ? { final: 1 as const } : {}),
      programDateTimeMs: startMs + (msn * partsPerSegment + part) * partSeconds * 1000,
    };
    this.programme.putPart({ rendition, epoch, msn, part }, query, Buffer.from(`${rendition} ${msn}.${part} `));
  }

  /** Whole segments of both renditions. */
  segments(from: number, to: number, epoch = 1): void {
    for (let msn = from; msn <= to; msn += 1) {
      for (let part = 0; part < partsPerSegment; part += 1) {
        for (const rendition of ['video', 'audio']) this.put(rendition, { epoch, msn, part });
      }
    }
  }

  /** A playlist request; `query` as in an address. */
  request(rendition: string, query = '', signal = new AbortController().signal) {
    const directives = parseDirectives(Object.fromEntries(new URLSearchParams(query)));
    return this.playback.mediaPlaylist(rendition, directives, signal);
  }

  /** The lines of a playlist that is answered at once. */
  async lines(rendition: string, query = ''): Promise<string[]> {
    const answer = await this.request(rendition, query);
    return new TextDecoder().decode(answer?.body).trimEnd().split('\n');
  }

  async text(rendition: string, name: string): Promise<string> {
    const answer = await this.playback.media(rendition, name, new AbortController().signal);
    if (!answer) throw new Error('aborted');
    return answer.kind === 'bytes' ? Buffer.from(answer.bytes).toString() : `kept at ${answer.key}`;
  }

  /** Lets storage finish what it was given. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 1000 && this.programme.waitingForStorage > 0; turn += 1) await Promise.resolve();
  }

  #options() {
    return { id: programmeId, storage: this.storage, clock: this.clock, events: this.events, backlog: this.backlog };
  }
}

/** Whether a promise is settled by now. */
export async function isHeld(promise: Promise<unknown>): Promise<boolean> {
  const held = Symbol();
  const first = await Promise.race([promise.catch(() => undefined), new Promise((r) => setImmediate(() => r(held)))]);
  return first === held;
}
