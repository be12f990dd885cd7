import { Fault, toFault } from '@rostrum/protocol';
import { Job, WaitingError, Worker } from 'bullmq';
import { Value } from 'typebox/value';
import { closeWithin } from './close-within.ts';
import { workerConnection } from './connection.ts';
import type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';
import { toJobError } from './job-failure.ts';
import { tellOnce } from './trouble.ts';

export interface JobContext {
  /** Aborted when the time is up, the worker closes, or another worker has taken the job. */
  readonly signal: AbortSignal;
  /** There will be no other after this one. */
  readonly isLastTry: boolean;
  /** Tells how far it is, 0 to 1. */
  progress(done: number): void;
}

export interface JobWorkerOptions<D extends JobDefinition> {
  readonly definition: D;
  readonly redisUrl: string;
  /** Does the work. The same job may come again after any interruption, so what is done already must do no harm. */
  readonly run: (payload: PayloadOf<D>, context: JobContext) => Promise<ResultOf<D>>;
  /** A try has failed; for the log. */
  readonly onFault: (fault: Fault, jobId: string) => void;
  /** Redis is away, or BullMQ is unwell; told once, and it goes on by itself. */
  readonly onError: (error: Error) => void;
  /** A worker that is silent for this long has lost its job. Renewed at half of it, however long the job. Default 15 000. */
  readonly lockMs?: number;
}

/** A job is taken again this often after its worker died; then it is the job that kills workers. */
const maxStalledCount = 5;
/** Progress is written at most this often, milliseconds. */
const progressIntervalMs = 250;
/** How often a running job is asked whether it is still wanted, milliseconds. */
const cancelPollMs = 1000;
/** How long `close` lets a job go on before it puts it back. */
const closeGraceMs = 3000;
/** Then it is Redis that does not answer. */
const closeDeadlineMs = closeGraceMs + 1500;

/** Takes jobs out, one at a time. */
export class JobWorker<D extends JobDefinition> {
  readonly #options: JobWorkerOptions<D>;
  readonly #worker: Worker;
  readonly #closed = new AbortController();
  #running: { jobId: string; lost: AbortController } | undefined;
  #closing: Promise<void> | undefined;

  private constructor(options: JobWorkerOptions<D>) {
    this.#options = options;
    const { definition, redisUrl, onError, lockMs = 15_000 } = options;
    this.#worker = new Worker(definition.name, (job, token) => this.#run(job, token), {
      connection: workerConnection(redisUrl),
      concurrency: 1,
      lockDuration: lockMs,
      stalledInterval: lockMs / 2,
      maxStalledCount,
      autorun: false,
    });
    this.#worker.on('error', tellOnce(onError));
    this.#worker.on('lockRenewalFailed', (jobIds: string[]) => {
      if (this.#running && jobIds.includes(this.#running.jobId)) this.#running.lost.abort();
    });
  }

  static async open<D extends JobDefinition>(options: JobWorkerOptions<D>): Promise<JobWorker<D>> {
    const worker = new JobWorker(options);
    await worker.#worker.waitUntilReady();
    worker.#worker.run().catch(options.onError);
    return worker;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Takes no more, and waits for the job at hand; one that lasts is put back for the next worker. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const timer = setTimeout(() => this.#closed.abort(new Fault('SHUTTING_DOWN')), closeGraceMs);
    await closeWithin(closeDeadlineMs, this.#worker);
    clearTimeout(timer);
  }

  async #run(job: Job, token: string | undefined): Promise<ResultOf<D>> {
    const { definition, run, onFault } = this.#options;
    const jobId = job.id ?? '';
    const lost = new AbortController();
    this.#running = { jobId, lost };
    const timeout = new AbortController();
    const cancelled = new AbortController();
    const poll = setInterval(() => void this.#lookForCancel(jobId, cancelled), cancelPollMs);
    const timer = setTimeout(() => timeout.abort(new Fault('REQUEST_TIMEOUT')), definition.timeoutMs);
    try {
      if (!Value.Check(definition.payload, job.data)) {
        throw new Fault('BAD_REQUEST', { detail: `not a payload of ${definition.name}` });
      }
      const signal = AbortSignal.any([lost.signal, timeout.signal, cancelled.signal, this.#closed.signal]);
      const isLastTry = job.attemptsMade + 1 >= definition.attempts;
      return await run(job.data as PayloadOf<D>, { signal, isLastTry, progress: this.#reporter(job) });
    } catch (error) {
      if (this.#closed.signal.aborted) await this.#putBack(job, token);
      onFault(toFault(error), jobId);
      throw toJobError(error);
    } finally {
      clearTimeout(timer);
      clearInterval(poll);
      this.#running = undefined;
    }
  }

  /** Redis that does not answer now does at the next look. */
  async #lookForCancel(jobId: string, cancelled: AbortController): Promise<void> {
    const job = await Job.fromId(this.#worker, jobId).catch(() => undefined);
    if (job?.data.cancelled === true) cancelled.abort(new Fault('JOB_CANCELLED'));
  }

  /** Back to the queue, as if it had not been taken. */
  async #putBack(job: Job, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  #reporter(job: Job): (done: number) => void {
    let lastAt = Number.NEGATIVE_INFINITY;
    return (done) => {
      const now = performance.now();
      if (now - lastAt < progressIntervalMs) return;
      lastAt = now;
      // A progress that is not told is followed by the next one; the job itself goes on.
      job.updateProgress(Math.min(1, Math.max(0, done))).catch(() => undefined);
    };
  }
}
