import { Fault } from '@rostrum/protocol';
import { Queue, QueueEvents } from 'bullmq';
import { Value } from 'typebox/value';
import { closeWithin } from './close-within.ts';
import { producerConnection, workerConnection } from './connection.ts';
import type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';
import { readJobError } from './job-failure.ts';
import { tellOnce } from './trouble.ts';

/** What happens to jobs, told to every queue that is open. An end may be told more than once. */
export interface JobListeners<D extends JobDefinition> {
  /** @param progress 0 to 1 */
  progress(jobId: string, progress: number): void;
  completed(jobId: string, result: ResultOf<D>): void;
  /** For good: there will be no other try. */
  failed(jobId: string, fault: Fault): void;
}

export interface JobQueueOptions<D extends JobDefinition> {
  readonly definition: D;
  readonly redisUrl: string;
  readonly listeners: JobListeners<D>;
  /** Redis is away, or BullMQ is unwell; told once, and it goes on by itself. */
  readonly onError: (error: Error) => void;
}

/** Finished jobs are kept this long, so that whoever was away when one ended can still hear of it. */
const keepSeconds = 30 * 24 * 3600;
const closeDeadlineMs = 1000;

/** Puts jobs in, and hears what becomes of them. */
export class JobQueue<D extends JobDefinition> {
  readonly #options: JobQueueOptions<D>;
  readonly #tellTrouble: (error: Error) => void;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  #closing: Promise<void> | undefined;

  private constructor(options: JobQueueOptions<D>) {
    const { definition, redisUrl, onError } = options;
    this.#options = options;
    this.#tellTrouble = tellOnce(onError);
    this.#queue = new Queue(definition.name, {
      connection: producerConnection(redisUrl),
      defaultJobOptions: {
        attempts: definition.attempts,
        backoff: { type: 'exponential', delay: definition.backoffMs },
        removeOnComplete: { age: keepSeconds },
        removeOnFail: { age: keepSeconds },
      },
    });
    this.#events = new QueueEvents(definition.name, { connection: workerConnection(redisUrl), autorun: false });
    this.#queue.on('error', this.#tellTrouble);
    this.#events.on('error', this.#tellTrouble);
  }

  /** Ready when it hears of what happens. */
  static async open<D extends JobDefinition>(options: JobQueueOptions<D>): Promise<JobQueue<D>> {
    const queue = new JobQueue(options);
    await queue.#queue.waitUntilReady();
    await queue.#listen();
    return queue;
  }

  /**
   * Asks for a job once: one that is queued or runs is left as it is, of one that has ended the listeners are told.
   * @throws Fault REDIS_UNAVAILABLE
   */
  async enqueue(jobId: string, payload: PayloadOf<D>): Promise<void> {
    const { definition } = this.#options;
    if (!Value.Check(definition.payload, payload)) throw new TypeError(`not a payload of ${definition.name}`);
    await this.#ask(() => this.#queue.add(definition.name, payload, { jobId }));
    await this.#tellEnd(jobId);
  }

  /**
   * Forgets a job. One that runs cannot be taken back: it goes on to its end, which the listeners hear.
   * @throws Fault REDIS_UNAVAILABLE
   */
  async remove(jobId: string): Promise<void> {
    await this.#ask(() => this.#queue.remove(jobId));
  }

  /**
   * Forgets a job, and has one that runs given up within seconds.
   * @throws Fault REDIS_UNAVAILABLE
   */
  async cancel(jobId: string): Promise<void> {
    await this.#ask(async () => {
      await this.#queue.remove(jobId);
      const running = await this.#queue.getJob(jobId);
      await running?.updateData({ cancelled: true });
    });
  }

  close(): Promise<void> {
    this.#closing ??= Promise.all(
      [this.#events, this.#queue].map((closable) => closeWithin(closeDeadlineMs, closable)),
    ).then(() => undefined);
    return this.#closing;
  }

  async #listen(): Promise<void> {
    const { listeners } = this.#options;
    this.#events.on('progress', ({ jobId, data }) => {
      if (typeof data === 'number' && data >= 0 && data <= 1) listeners.progress(jobId, data);
    });
    const tellEnd = ({ jobId }: { jobId: string }) => void this.#tellEnd(jobId).catch(this.#tellTrouble);
    this.#events.on('completed', tellEnd);
    this.#events.on('failed', tellEnd);
    await this.#events.waitUntilReady();
    this.#events.run().catch(this.#tellTrouble);
  }

  /** Nothing is told of a job that has not ended. */
  async #tellEnd(jobId: string): Promise<void> {
    const { definition, listeners } = this.#options;
    const [job, state] = await this.#ask(() =>
      Promise.all([this.#queue.getJob(jobId), this.#queue.getJobState(jobId)]),
    );
    // A job that succeeded in its second try still has the reason why the first one failed.
    if (state === 'failed') listeners.failed(jobId, readJobError(job?.failedReason));
    if (state !== 'completed') return;
    const result: unknown = job?.returnvalue;
    if (Value.Check(definition.result, result)) listeners.completed(jobId, result as ResultOf<D>);
    else listeners.failed(jobId, new Fault('INTERNAL', { detail: `not a result of ${definition.name}` }));
  }

  async #ask<T>(command: () => Promise<T>): Promise<T> {
    try {
      return await command();
    } catch (cause) {
      throw new Fault('REDIS_UNAVAILABLE', { detail: cause instanceof Error ? cause.message : String(cause), cause });
    }
  }
}
