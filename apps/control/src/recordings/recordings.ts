import { type FinishedRecording, finishRecording, JobQueue } from '@rostrum/jobs';
import type { Clock, Timer } from '@rostrum/lifecycle';
import { type Fault, type ProgrammeId, type RecordingId, toFault, type WebinarId } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { RecordingStore } from '../store/recording-store.ts';
import type { RecordingRow, WebinarRow } from '../store/tables.ts';

export interface RecordingsOptions {
  readonly store: RecordingStore;
  /** Has segments and recordings. */
  readonly storage: Storage;
  readonly redisUrl: string;
  /** Tells the origin that a programme is over; told twice is fine. @throws Fault ORIGIN_UNAVAILABLE */
  readonly endProgramme: (id: ProgrammeId) => Promise<void>;
  /** A recording's file is there. */
  readonly onReady: () => void;
  /** It is deleted: what is being made of it is not wanted any more. */
  readonly cancelOutputs: (id: RecordingId) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Progress goes to the database at most this often. */
const progressIntervalMs = 1000;
/** Unfinished recordings are asked for again this often: the origin or Redis may have been away when they were due. */
const sweepIntervalMs = 60_000;

const folderOf = (id: RecordingId) => `recordings/${id}`;
/** As packages/hls lays it out. */
const programmeFolder = (id: ProgrammeId) => `programmes/${id}`;

/** Recordings of programmes: a row in the database, a job that makes the files, and the files. */
export class Recordings {
  readonly storage: Storage;
  readonly #options: RecordingsOptions;
  readonly #progressAtMs = new Map<RecordingId, number>();
  /** Whose end the origin has confirmed to this process. */
  readonly #ended = new Set<ProgrammeId>();
  #queue: JobQueue<typeof finishRecording> | undefined;
  #sweep: Timer | undefined;

  private constructor(options: RecordingsOptions) {
    this.storage = options.storage;
    this.#options = options;
  }

  /** Asks again for what an earlier process left unfinished. */
  static async open(options: RecordingsOptions): Promise<Recordings> {
    const recordings = new Recordings(options);
    recordings.#queue = await JobQueue.open({
      definition: finishRecording,
      redisUrl: options.redisUrl,
      listeners: {
        progress: (id, done) => recordings.#note(recordings.#progressed(id as RecordingId, done)),
        completed: (id, result) => recordings.#note(recordings.#completed(id as RecordingId, result)),
        failed: (id, fault) => recordings.#note(recordings.#failed(id as RecordingId, fault)),
      },
      onError: (err) => options.log.warn({ err }, 'job queue unwell'),
    });
    // An origin that hangs must not keep control from starting.
    recordings.#note(recordings.#enqueueUnfinished());
    recordings.#sweep = options.clock.every(sweepIntervalMs, () => recordings.#note(recordings.#enqueueUnfinished()));
    return recordings;
  }

  /** Has the recording of a webinar that has ended made. Asked twice, it is made once. */
  async make({ id: webinarId, programmeId, title }: WebinarRow): Promise<void> {
    if (!programmeId) throw new TypeError(`${webinarId} never was live`);
    const row = await this.#options.store.create({ webinarId, programmeId, title });
    if (row.deletedAt === null) await this.#enqueue(row);
    this.#options.log.info({ recording: row.id, programme: row.programmeId }, 'recording queued');
  }

  list(webinarId?: WebinarId): Promise<RecordingRow[]> {
    return this.#options.store.list(webinarId);
  }

  /** @throws Fault RECORDING_NOT_FOUND */
  get(id: RecordingId): Promise<RecordingRow> {
    return this.#options.store.get(id);
  }

  /** Has one made again that has failed. @throws Fault RECORDING_NOT_FOUND, REDIS_UNAVAILABLE */
  async retry(id: RecordingId): Promise<void> {
    const row = await this.get(id);
    if (row.state !== 'failed') return;
    await this.#queue?.remove(id);
    await this.#options.store.finished(id, { state: 'queued', progress: 0, failure: null });
    await this.#enqueue(row);
  }

  /** Has one made that came back from the bin and was not finished before. */
  async restored(row: RecordingRow): Promise<void> {
    if (row.state === 'queued' || row.state === 'processing') await this.#enqueue(row);
  }

  /** Takes its job out of the queue; one that runs now goes on. */
  async cancelJob(id: RecordingId): Promise<void> {
    await this.#queue?.remove(id);
  }

  /**
   * Removes the recording, its files and the programme that it was made of, for good and whatever its state. The file of a
   * job that runs now is removed when it is done.
   */
  async remove({ id, programmeId }: RecordingRow): Promise<void> {
    await this.cancelJob(id);
    await this.#options.cancelOutputs(id);
    await this.storage.deleteAll(folderOf(id));
    await this.storage.deleteAll(programmeFolder(programmeId));
    await this.#options.store.delete(id);
    this.#options.log.info({ recording: id }, 'recording removed');
  }

  /** Removes the segments of a programme that has no recording: a rehearsed one. */
  dropProgramme(id: ProgrammeId): Promise<void> {
    return this.storage.deleteAll(programmeFolder(id));
  }

  /** Of the storage: what was begun and never finished. */
  clearAbandoned(): Promise<void> {
    return this.storage.clearAbandoned();
  }

  /** What storage has of it, with its programme. */
  async bytesOf({ id, programmeId }: RecordingRow): Promise<number> {
    const sizes = [folderOf(id), programmeFolder(programmeId)].map((folder) => this.storage.sizeOf(folder));
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  }

  async close(): Promise<void> {
    this.#sweep?.cancel();
    await this.#queue?.close();
  }

  async #enqueueUnfinished(): Promise<void> {
    for (const row of await this.#options.store.unfinished()) await this.#enqueue(row);
  }

  /** The origin or Redis may be away: the next sweep tries again, and the row says `queued` until then. */
  async #enqueue({ id, programmeId, title }: RecordingRow): Promise<void> {
    const tell = (error: unknown) => logFault(this.#options.log, toFault(error), { recording: id });
    // The job waits for the end by itself.
    await Promise.all([
      this.#end(programmeId).catch(tell),
      this.#queue?.enqueue(id, { recordingId: id, programmeId, title }).catch(tell),
    ]);
  }

  /** Mostly the mixer has done it. It could not when it died, or when the origin was away for minutes. */
  async #end(programmeId: ProgrammeId): Promise<void> {
    if (this.#ended.has(programmeId)) return;
    await this.#options.endProgramme(programmeId);
    this.#ended.add(programmeId);
  }

  async #progressed(id: RecordingId, progress: number): Promise<void> {
    const now = this.#options.clock.monotonic();
    const lastAt = this.#progressAtMs.get(id);
    if (lastAt !== undefined && now - lastAt < progressIntervalMs) return;
    this.#progressAtMs.set(id, now);
    await this.#options.store.progressed(id, progress);
  }

  async #completed(id: RecordingId, { chapters = [], ...made }: FinishedRecording) {
    this.#progressAtMs.delete(id);
    const { durationSeconds, sizeBytes } = made;
    const isKnown = await this.#options.store.finished(id, {
      ...{ ...made, chapters },
      ...{ state: 'ready', progress: 1, failure: null },
    });
    if (isKnown) {
      this.#options.log.info({ recording: id, durationSeconds, sizeBytes }, 'recording ready');
      this.#options.onReady();
    }
    // It was deleted while the job ran.
    else await this.storage.deleteAll(folderOf(id));
  }

  async #failed(id: RecordingId, fault: Fault): Promise<void> {
    this.#progressAtMs.delete(id);
    await this.#options.store.finished(id, { state: 'failed', failure: fault.publicMessage });
    this.#options.log.warn({ recording: id, code: fault.code }, 'recording failed');
  }

  /** Work that nobody waits for; what is lost here, the next sweep finds again. */
  #note(work: Promise<void>): void {
    work.catch((error: Fault) => this.#options.log.warn({ code: error.code, err: error }, 'recording not updated'));
  }
}
