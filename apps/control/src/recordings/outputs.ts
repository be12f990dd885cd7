import { JobQueue, type MadeOutput, outputJobs } from '@rostrum/jobs';
import type { Clock, Timer } from '@rostrum/lifecycle';
import { Fault, type OutputId, type OutputKind, type RecordingId, type Trim, toFault } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { OutputStore } from '../store/output-store.ts';
import type { RecordingStore } from '../store/recording-store.ts';
import type { OutputRow, RecordingRow } from '../store/tables.ts';

export interface OutputsOptions {
  readonly store: OutputStore;
  readonly recordings: Pick<RecordingStore, 'get'>;
  readonly storage: Storage;
  readonly redisUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

type Queue = JobQueue<(typeof outputJobs)[OutputKind]>;

/** What every recording gets by itself. */
const standard: readonly OutputKind[] = ['thumbnails', 'audio'];
/** Progress goes to the database at most this often. */
const progressIntervalMs = 1000;
/** Redis may have been away when something was due. */
const sweepIntervalMs = 60_000;
/** Shorter is a slip of the hand. */
const minTrimSeconds = 0.5;
/** The end of a trim may lie a frame past the end: the page rounds. */
const slackSeconds = 0.05;

const folderOf = ({ recordingId, id }: OutputRow) => `recordings/${recordingId}/outputs/${id}`;

/** What is made of finished recordings besides their MP4: a row in the database, a job that makes the files, the files. */
export class Outputs {
  readonly #options: OutputsOptions;
  readonly #queues = new Map<OutputKind, Queue>();
  readonly #progressAtMs = new Map<string, number>();
  #sweep: Timer | undefined;

  private constructor(options: OutputsOptions) {
    this.#options = options;
  }

  static async open(options: OutputsOptions): Promise<Outputs> {
    const outputs = new Outputs(options);
    const kinds = Object.keys(outputJobs) as OutputKind[];
    for (const kind of kinds) outputs.#queues.set(kind, await outputs.#openQueue(kind));
    outputs.sweep();
    outputs.#sweep = options.clock.every(sweepIntervalMs, () => outputs.sweep());
    return outputs;
  }

  /** Asks for what every recording has, and again for what is unfinished. */
  sweep(): void {
    this.#note(this.#sweepNow());
  }

  list(recordingId: RecordingId): Promise<OutputRow[]> {
    return this.#options.store.list(recordingId);
  }

  /** @throws Fault OUTPUT_NOT_FOUND */
  get(recordingId: RecordingId, id: OutputId): Promise<OutputRow> {
    return this.#options.store.get(recordingId, id);
  }

  /** @throws Fault RECORDING_NOT_READY, TRIM_INVALID */
  async trim(recording: RecordingRow, { startSeconds, endSeconds }: Trim): Promise<OutputRow> {
    const { durationSeconds } = recording;
    if (!recording.fileKey || durationSeconds === null) throw new Fault('RECORDING_NOT_READY');
    if (endSeconds - startSeconds < minTrimSeconds || endSeconds > durationSeconds + slackSeconds) {
      throw new Fault('TRIM_INVALID');
    }
    const trim = { startSeconds: toMs(startSeconds), endSeconds: toMs(Math.min(endSeconds, durationSeconds)) };
    return this.#ask(recording, { kind: 'trim', trim });
  }

  /** Makes again what has failed or was cancelled. @throws Fault OUTPUT_NOT_FOUND, REDIS_UNAVAILABLE */
  async retry(recording: RecordingRow, id: OutputId): Promise<OutputRow> {
    const row = await this.get(recording.id, id);
    if (row.state !== 'failed' && row.state !== 'cancelled') return row;
    await this.#queues.get(row.kind)?.remove(id);
    const changed = await this.#options.store.change(id, { state: 'queued', progress: 0, failure: null });
    if (!changed) throw new Fault('OUTPUT_NOT_FOUND');
    await this.#enqueue(recording, changed);
    return changed;
  }

  /** Ends its job; what is made stays. @throws Fault OUTPUT_NOT_FOUND, REDIS_UNAVAILABLE */
  async cancel(recordingId: RecordingId, id: OutputId): Promise<void> {
    const row = await this.get(recordingId, id);
    if (row.state !== 'queued' && row.state !== 'processing') return;
    await this.#options.store.change(id, { state: 'cancelled', failure: null });
    await this.#queues.get(row.kind)?.cancel(id);
    this.#options.log.info({ recording: recordingId, output: id }, 'output cancelled');
  }

  /** For good. @throws Fault OUTPUT_NOT_FOUND, REDIS_UNAVAILABLE */
  async delete(recordingId: RecordingId, id: OutputId): Promise<void> {
    const row = await this.get(recordingId, id);
    await this.#queues.get(row.kind)?.cancel(id);
    await this.#options.store.delete(id);
    await this.#options.storage.deleteAll(folderOf(row));
    this.#options.log.info({ recording: recordingId, output: id }, 'output deleted');
  }

  /** Ends the jobs of a recording that is deleted. */
  async cancelJobsOf(recordingId: RecordingId): Promise<void> {
    for (const { id, kind } of await this.list(recordingId)) await this.#queues.get(kind)?.cancel(id);
  }

  async close(): Promise<void> {
    this.#sweep?.cancel();
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }

  #openQueue(kind: OutputKind): Promise<Queue> {
    const { redisUrl, log } = this.#options;
    return JobQueue.open({
      definition: outputJobs[kind],
      redisUrl,
      listeners: {
        progress: (id, done) => this.#note(this.#progressed(id as OutputId, done)),
        completed: (id, result) => this.#note(this.#completed(id as OutputId, result)),
        failed: (id, fault) => this.#note(this.#failed(id as OutputId, fault)),
      },
      onError: (err) => log.warn({ err }, 'job queue unwell'),
    });
  }

  async #sweepNow(): Promise<void> {
    const { store, recordings } = this.#options;
    for (const kind of standard) {
      for (const recording of await store.readyWithout(kind)) await this.#ask(recording, { kind });
    }
    for (const row of await store.unfinished()) {
      const recording = await recordings.get(row.recordingId).catch(ignoreAbsent);
      if (recording) await this.#enqueue(recording, row);
    }
  }

  async #ask(recording: RecordingRow, wanted: { kind: OutputKind; trim?: Trim }): Promise<OutputRow> {
    const row = await this.#options.store.create({ recordingId: recording.id, ...wanted });
    if (row.state === 'queued') await this.#enqueue(recording, row);
    return row;
  }

  /** Redis may be away: the next sweep tries again, and the row says `queued` until then. */
  async #enqueue(recording: RecordingRow, { id, kind, trim }: OutputRow): Promise<void> {
    const { fileKey, title } = recording;
    if (!fileKey) return;
    const source = { outputId: id, recordingId: recording.id, fileKey, title };
    const payload = trim ? { ...source, trim } : source;
    await this.#queues
      .get(kind)
      ?.enqueue(id, payload as never) // Checked there against the kind's schema.
      .catch((error: unknown) => logFault(this.#options.log, toFault(error), { recording: recording.id, output: id }));
  }

  async #progressed(id: OutputId, progress: number): Promise<void> {
    const now = this.#options.clock.monotonic();
    const lastAt = this.#progressAtMs.get(id);
    if (lastAt !== undefined && now - lastAt < progressIntervalMs) return;
    this.#progressAtMs.set(id, now);
    await this.#options.store.progressed(id, progress);
  }

  async #completed(id: OutputId, made: MadeOutput): Promise<void> {
    this.#progressAtMs.delete(id);
    const row = await this.#options.store.change(id, { ...made, state: 'ready', progress: 1, failure: null });
    if (row) this.#options.log.info({ recording: row.recordingId, output: id, kind: row.kind }, 'output ready');
    // It was deleted while the job ran.
    else await this.#options.storage.deleteAll(made.fileKey.slice(0, made.fileKey.lastIndexOf('/')));
  }

  async #failed(id: OutputId, fault: Fault): Promise<void> {
    this.#progressAtMs.delete(id);
    const isCancelled = fault.code === 'JOB_CANCELLED';
    const fields = isCancelled
      ? ({ state: 'cancelled', failure: null } as const)
      : ({ state: 'failed', failure: fault.publicMessage } as const);
    const row = await this.#options.store.change(id, fields);
    if (row && !isCancelled) this.#options.log.warn({ output: id, kind: row.kind, code: fault.code }, 'output failed');
  }

  /** Work that nobody waits for; what is lost here, the next sweep finds again. */
  #note(work: Promise<void>): void {
    work.catch((error: unknown) => this.#options.log.warn({ err: error }, 'output not updated'));
  }
}

const toMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** Its webinar was deleted, or it is in the bin. */
function ignoreAbsent(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'RECORDING_NOT_FOUND') return undefined;
  throw error;
}
