import {
  type MediaAnswer,
  type OpenProgramme,
  type PlaylistAnswer,
  type Programmes,
  parseDirectives,
} from '@rostrum/hls';
import { Fault, idPattern, type Rendition } from '@rostrum/protocol';
import { mediaCacheControl, multivariantCacheControl, playlistCacheControl } from './cache-control.ts';
import type { OriginMetrics } from './metrics.ts';
import { WatchTokens } from './watch-tokens.ts';

export interface ProgrammeAddress {
  readonly token: string;
  readonly programmeId: string;
}
export interface RenditionAddress extends ProgrammeAddress {
  readonly rendition: string;
}
export interface MediaAddress extends RenditionAddress {
  readonly name: string;
}

/** What is answered with 200, and how long it may be kept. */
export interface LiveAnswer<Content extends MediaAnswer = MediaAnswer> {
  readonly kind: 'playlist' | 'media';
  /** Of a Media Playlist. */
  readonly status?: PlaylistAnswer['status'];
  readonly type: string;
  readonly cacheControl: string;
  readonly content: Content;
}
export type Written = Extract<MediaAnswer, { kind: 'bytes' }>;

export interface LiveAnswersOptions {
  readonly secret: string;
  readonly programmes: Programmes;
  readonly metrics: OriginMetrics;
}

const playlistType = 'application/vnd.apple.mpegurl';
const isProgrammeId = new RegExp(idPattern);

/** What players and edges ask for, whichever way their request came in; all of it after a look at the token. */
export class LiveAnswers {
  readonly #programmes: Programmes;
  readonly #metrics: OriginMetrics;
  readonly #tokens: WatchTokens;

  constructor({ secret, programmes, metrics }: LiveAnswersOptions) {
    this.#programmes = programmes;
    this.#metrics = metrics;
    this.#tokens = new WatchTokens(secret);
  }

  /**
   * At once for a token that was seen before.
   * @returns how long the token lets in, in milliseconds
   * @throws Fault NOT_FOUND, TOKEN_INVALID, TOKEN_EXPIRED
   */
  access({ token, programmeId }: ProgrammeAddress): number | Promise<number> {
    if (!isProgrammeId.test(programmeId)) throw new Fault('NOT_FOUND', { detail: 'not a programme id' });
    return this.#tokens.check(token, programmeId);
  }

  /** @throws Fault as `access`; PROGRAMME_NOT_FOUND, STORAGE_UNAVAILABLE, SHUTTING_DOWN */
  async multivariant(address: ProgrammeAddress): Promise<LiveAnswer<Written>> {
    const { playback } = await this.#open(address);
    const { status, body } = playback.multivariantPlaylist();
    return playlist(body, multivariantCacheControl(status));
  }

  /**
   * A Media Playlist, held as the query's directives want.
   * @returns undefined when `signal` was aborted
   * @throws Fault as `multivariant` and as Playback.mediaPlaylist
   */
  async playlist(
    address: RenditionAddress,
    query: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<LiveAnswer<Written> | undefined> {
    const { programme, playback } = await this.#open(address);
    const answer = await playback.mediaPlaylist(address.rendition, parseDirectives(query), signal);
    if (!answer) {
      this.#metrics.playlists.inc({ status: 'aborted' });
      return undefined;
    }
    const { status, body } = answer;
    return { ...playlist(body, playlistCacheControl(status, programme.tracks.targetDurationSeconds)), status };
  }

  /**
   * A part, a segment or an init. One that the playlist hints at is waited for.
   * @returns undefined when `signal` was aborted
   * @throws Fault as `multivariant` and as Playback.media
   */
  async media(address: MediaAddress, signal: AbortSignal): Promise<LiveAnswer | undefined> {
    const { programme, playback } = await this.#open(address);
    const { rendition, name } = address;
    const content = await playback.media(rendition, name, signal);
    if (!content) return undefined;
    const kind = programme.tracks.get(rendition)?.rendition.kind ?? 'video';
    return { kind: 'media', type: mediaType(kind, name), cacheControl: mediaCacheControl, content };
  }

  /** One is on its way to a player; `sizeBytes` is what it gets of it. */
  count({ kind, status }: LiveAnswer, sizeBytes: number): void {
    if (kind === 'media') this.#metrics.media.inc();
    if (status) this.#metrics.playlists.inc({ status });
    this.#metrics.bytesOut.inc({ kind }, sizeBytes);
  }

  async #open(address: ProgrammeAddress): Promise<OpenProgramme> {
    await this.access(address);
    return this.#programmes.find(address.programmeId);
  }
}

const playlist = (bytes: Uint8Array, cacheControl: string): LiveAnswer<Written> => ({
  ...{ kind: 'playlist', type: playlistType, cacheControl },
  content: { kind: 'bytes', bytes },
});

/** CMAF's init is an MP4 file; the rest are segments of one. */
function mediaType(kind: Rendition['kind'], name: string): string {
  if (name.endsWith('.vtt')) return 'text/vtt; charset=utf-8';
  if (kind === 'audio') return 'audio/mp4';
  return name.endsWith('.mp4') ? 'video/mp4' : 'video/iso.segment';
}
