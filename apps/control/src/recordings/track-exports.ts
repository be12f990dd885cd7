import { programmeKeys } from '@rostrum/hls';
import { type ExportedTracks, exportTracks, JobQueue } from '@rostrum/jobs';
import { parse } from '@rostrum/link';
import {
  Fault,
  type ProgrammeId,
  type RecordedPerson,
  type RecordingId,
  type TimelineEntry,
  type TrackFiles,
} from '@rostrum/protocol';
import { readTimeline, timelineStretches } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { RecordingRow } from '../store/tables.ts';

export interface TrackExportsOptions {
  /** @throws Fault RECORDING_NOT_FOUND */
  readonly recording: (id: RecordingId) => Promise<RecordingRow>;
  readonly storage: Storage;
  readonly redisUrl: string;
  readonly log: Log;
}

type Recorded = Pick<TrackFiles, 'recorded' | 'people'>;

const maxRemembered = 1000;
const folderOf = (id: RecordingId) => `recordings/${id}/tracks`;

/** The files of presenters' tracks: made when they are asked for, and there as long as their recording. */
export class TrackExports {
  readonly #options: TrackExportsOptions;
  /** As far as this process has heard; what is ready is in storage. */
  readonly #heard = new Map<RecordingId, Pick<TrackFiles, 'state' | 'failure'>>();
  readonly #recorded = new Map<ProgrammeId, Recorded>();
  #queue: JobQueue<typeof exportTracks> | undefined;

  private constructor(options: TrackExportsOptions) {
    this.#options = options;
  }

  static async open(options: TrackExportsOptions): Promise<TrackExports> {
    const exports = new TrackExports(options);
    exports.#queue = await JobQueue.open({
      definition: exportTracks,
      redisUrl: options.redisUrl,
      listeners: {
        progress: () => undefined,
        completed: (id) => void exports.#heard.delete(id as RecordingId),
        failed: (id, { publicMessage }) =>
          void exports.#heard.set(id as RecordingId, { state: 'failed', failure: publicMessage }),
      },
      onError: (err) => options.log.warn({ err }, 'job queue unwell'),
    });
    return exports;
  }

  /** Has them made; asked twice, once. @throws Fault RECORDING_NOT_FOUND or REDIS_UNAVAILABLE */
  async request(id: RecordingId): Promise<TrackFiles> {
    const { programmeId } = await this.#options.recording(id);
    if ((await this.get(id)).state === 'ready') return this.get(id);
    if (this.#heard.get(id)?.state === 'failed') await this.#queue?.remove(id);
    this.#heard.set(id, { state: 'processing' });
    await this.#queue?.enqueue(id, { recordingId: id, programmeId });
    return this.get(id);
  }

  /** @throws Fault RECORDING_NOT_FOUND */
  async get(id: RecordingId): Promise<TrackFiles> {
    const { programmeId } = await this.#options.recording(id);
    const [made, recorded] = await Promise.all([this.#made(id), this.#recordedIn(programmeId)]);
    if (made) return { ...recorded, state: 'ready', tracks: made.tracks };
    return { ...recorded, state: 'none', ...this.#heard.get(id), tracks: [] };
  }

  /** The key of a file. @throws Fault RECORDING_NOT_FOUND or NOT_FOUND */
  async file(id: RecordingId, fileName: string): Promise<string> {
    const { tracks } = await this.get(id);
    if (!tracks.some((one) => one.fileName === fileName)) throw new Fault('NOT_FOUND', { detail: fileName });
    return `${folderOf(id)}/${fileName}`;
  }

  async close(): Promise<void> {
    await this.#queue?.close();
  }

  /** Looked up once: of a programme that has ended it does not change. */
  async #recordedIn(programmeId: ProgrammeId): Promise<Recorded> {
    const known = this.#recorded.get(programmeId);
    if (known) return known;
    const { storage } = this.#options;
    const keys = await storage.list(programmeKeys(programmeId).tracks);
    const facts = { recorded: keys.length > 0, people: peopleOf(await readTimeline(storage, programmeId)) };
    if (this.#recorded.size >= maxRemembered) this.#recorded.clear();
    this.#recorded.set(programmeId, facts);
    return facts;
  }

  async #made(id: RecordingId): Promise<ExportedTracks | undefined> {
    const bytes = await this.#options.storage.readWhole(`${folderOf(id)}/tracks.json`).catch((error: unknown) => {
      if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    return bytes && parse(exportTracks.result, JSON.parse(bytes.toString()), 'MEDIA_UNREADABLE');
  }
}

/** Everybody who was on the stage at some time, with the name that they had last. */
function peopleOf(entries: readonly TimelineEntry[]): RecordedPerson[] {
  const people = new Map<RecordedPerson['id'], RecordedPerson>();
  for (const { state } of timelineStretches(entries)) {
    for (const { id, name, place } of state.people) if (place === 'stage') people.set(id, { id, name });
  }
  return [...people.values()];
}
