import { createHash } from 'node:crypto';
import { JobQueue, type Rendered, render as renderJob } from '@rostrum/jobs';
import type { Clock, Timer } from '@rostrum/lifecycle';
import { type Fault, type RecordingId, type RenderOptions, toFault } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { RenderRef, RenderStore } from '../store/render-store.ts';
import type { RecordingRow, RenderRow } from '../store/tables.ts';

export interface RendersOptions {
  readonly store: RenderStore;
  /** @throws Fault RECORDING_NOT_FOUND */
  readonly recording: (id: RecordingId) => Promise<RecordingRow>;
  readonly storage: Storage;
  readonly redisUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Unfinished ones are asked for again this often: Redis may have been away. */
const sweepIntervalMs = 60_000;

/** The same wish has the same id, however it was written. */
export const renderIdOf = (options: RenderOptions): string =>
  createHash('sha256').update(JSON.stringify(options, sortedKeys)).digest('hex').slice(0, 32);

const sortedKeys = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

const jobIdOf = ({ recordingId, id }: RenderRef) => `${recordingId}.${id}`;

function refOf(jobId: string): RenderRef {
  const [recordingId = '', id = ''] = jobId.split('.');
  return { recordingId: recordingId as RecordingId, id };
}

/** Recordings made anew with other choices: a row, a job that makes the file, and the file. */
export class Renders {
  readonly #options: RendersOptions;
  #queue: JobQueue<typeof renderJob> | undefined;
  #sweep: Timer | undefined;

  private constructor(options: RendersOptions) {
    this.#options = options;
  }

  static async open(options: RendersOptions): Promise<Renders> {
    const renders = new Renders(options);
    const { store, log } = options;
    renders.#queue = await JobQueue.open({
      definition: renderJob,
      redisUrl: options.redisUrl,
      listeners: {
        progress: (id, done) => renders.#note(store.progressed(refOf(id), done)),
        completed: (id, result) => renders.#note(renders.#completed(refOf(id), result)),
        failed: (id, fault) => renders.#note(renders.#failed(refOf(id), fault)),
      },
      onError: (err) => log.warn({ err }, 'job queue unwell'),
    });
    renders.#note(renders.#enqueueUnfinished());
    renders.#sweep = options.clock.every(sweepIntervalMs, () => renders.#note(renders.#enqueueUnfinished()));
    return renders;
  }

  /** Asked twice, it is made once; one that has failed is tried anew. @throws Fault RECORDING_NOT_FOUND */
  async request(recordingId: RecordingId, options: RenderOptions): Promise<RenderRow> {
    await this.#options.recording(recordingId);
    const ref = { recordingId, id: renderIdOf(options) };
    const row = await this.#options.store.create(ref, options);
    // What is left of a try that failed would be answered instead of a new one.
    if (row.state === 'queued') await this.#queue?.remove(jobIdOf(ref));
    if (row.state !== 'ready') await this.#enqueue(row);
    return this.#options.store.get(ref);
  }

  /** @throws Fault RECORDING_NOT_FOUND */
  async list(recordingId: RecordingId): Promise<RenderRow[]> {
    await this.#options.recording(recordingId);
    return this.#options.store.list(recordingId);
  }

  /** Also of a recording that is in the bin none is found. @throws Fault RECORDING_NOT_FOUND or RENDER_NOT_FOUND */
  async get(ref: RenderRef): Promise<RenderRow> {
    await this.#options.recording(ref.recordingId);
    return this.#options.store.get(ref);
  }

  /** Cancels it, or removes its file. @throws Fault RECORDING_NOT_FOUND or RENDER_NOT_FOUND */
  async delete(ref: RenderRef): Promise<void> {
    await this.get(ref);
    await this.#queue?.cancel(jobIdOf(ref));
    await this.#options.store.delete(ref);
    await this.#deleteFile(ref);
    this.#options.log.info({ recording: ref.recordingId, render: ref.id }, 'render deleted');
  }

  async close(): Promise<void> {
    this.#sweep?.cancel();
    await this.#queue?.close();
  }

  async #enqueueUnfinished(): Promise<void> {
    for (const row of await this.#options.store.unfinished()) await this.#enqueue(row);
  }

  async #enqueue({ recordingId, id: renderId, options }: RenderRow): Promise<void> {
    const { recording, log } = this.#options;
    try {
      const { webinarId, programmeId, title } = await recording(recordingId);
      const payload = { recordingId, renderId, webinarId, programmeId, title, options };
      await this.#queue?.enqueue(jobIdOf({ recordingId, id: renderId }), payload);
    } catch (error) {
      logFault(log, toFault(error), { recording: recordingId, render: renderId });
    }
  }

  async #completed(ref: RenderRef, result: Rendered): Promise<void> {
    const { store, log } = this.#options;
    const isKnown = await store.finished(ref, { ...result, state: 'ready', progress: 1, failure: null });
    if (isKnown) log.info({ recording: ref.recordingId, render: ref.id }, 'render ready');
    else await this.#deleteFile(ref); // It was deleted while the job ran.
  }

  async #failed(ref: RenderRef, fault: Fault): Promise<void> {
    const isKnown = await this.#options.store.finished(ref, { state: 'failed', failure: fault.publicMessage });
    if (isKnown) this.#options.log.warn({ recording: ref.recordingId, code: fault.code }, 'render failed');
  }

  #deleteFile({ recordingId, id }: RenderRef): Promise<void> {
    return this.#options.storage.deleteAll(`recordings/${recordingId}/renders/${id}`);
  }

  /** Work that nobody waits for; what is lost here, the next sweep finds again. */
  #note(work: Promise<void>): void {
    work.catch((err: Fault) => this.#options.log.warn({ code: err.code, err }, 'render not updated'));
  }
}
