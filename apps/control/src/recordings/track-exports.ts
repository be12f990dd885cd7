import { type ExportedTracks, exportTracks, JobQueue } from '@rostrum/jobs';
import { parse } from '@rostrum/link';
import { Fault, type RecordingId, type TrackFiles } from '@rostrum/protocol';
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

const folderOf = (id: RecordingId) => `recordings/${id}/tracks`;

/** The files of presenters' tracks: made when they are asked for, and there as long as their recording. */
export class TrackExports {
  readonly #options: TrackExportsOptions;
  /** As far as this process has heard; what is ready is in storage. */
  readonly #heard = new Map<RecordingId, Pick<TrackFiles, 'state' | 'failure'>>();
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
    await this.#options.recording(id);
    const made = await this.#made(id);
    return made ? { state: 'ready', tracks: made.tracks } : { state: 'none', ...this.#heard.get(id), tracks: [] };
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

  async #made(id: RecordingId): Promise<ExportedTracks | undefined> {
    const bytes = await this.#options.storage.readWhole(`${folderOf(id)}/tracks.json`).catch((error: unknown) => {
      if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    return bytes && parse(exportTracks.result, JSON.parse(bytes.toString()), 'MEDIA_UNREADABLE');
  }
}
