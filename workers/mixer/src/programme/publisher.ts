import type { LiveMix, OutputPart } from '@rostrum/engine';
import { Fault } from '@rostrum/protocol';
import type { OriginClient } from './origin-client.ts';

export interface PublisherOptions {
  readonly origin: Pick<OriginClient, 'announce' | 'putInit' | 'putPart' | 'end'>;
  readonly epoch: number;
  /** The origin refused for good, or is away for too long. Told once. */
  readonly onFailed: (fault: Fault) => void;
}

/** Waiting parts of one rendition; more than a minute of them means that the origin does not come back. */
const maxQueuedParts = 200;

/** Publishes parts in order: each rendition has a queue of its own, and nothing is sent before it was announced. */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #queues = new Map<string, { last: Promise<void>; waiting: number }>();
  #firstMsn: Promise<number> = Promise.resolve(0);
  #hasFailed = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** Announces the renditions; parts that come meanwhile wait. */
  announce({ cadence, renditions }: LiveMix['output']): void {
    const { origin, epoch } = this.#options;
    const partTargetSeconds = cadence.framesPerPart / cadence.frameRate;
    const announce = async () => {
      const { nextMsn } = await origin.announce({
        epoch,
        targetDurationSeconds: Math.round(partTargetSeconds * cadence.partsPerSegment),
        partTargetSeconds,
        renditions: renditions.map(({ rendition }) => rendition),
      });
      for (const { rendition, init } of renditions) await origin.putInit(rendition.name, init);
      return nextMsn;
    };
    this.#firstMsn = announce();
    this.#firstMsn.catch((error) => this.#fail(error));
  }

  /** @param programDateTimeMs wall clock of capture of the part's first sample */
  push(part: OutputPart, programDateTimeMs: number): void {
    const queue = this.#queues.get(part.rendition) ?? { last: Promise.resolve(), waiting: 0 };
    this.#queues.set(part.rendition, queue);
    queue.waiting += 1;
    if (queue.waiting > maxQueuedParts) {
      this.#fail(new Fault('ORIGIN_UNAVAILABLE', { detail: 'no part was taken for a minute' }));
      return;
    }
    queue.last = queue.last.then(async () => {
      if (this.#hasFailed) return;
      await this.#put(part, programDateTimeMs);
      queue.waiting -= 1;
    });
    queue.last.catch((error) => this.#fail(error));
  }

  /** Answers when all parts were taken, and the origin knows that no more come. */
  async end(): Promise<void> {
    await Promise.all(Array.from(this.#queues.values(), ({ last }) => last));
    await this.#firstMsn;
    await this.#options.origin.end();
  }

  async #put(part: OutputPart, programDateTimeMs: number): Promise<void> {
    const msn = (await this.#firstMsn) + part.segment;
    await this.#options.origin.putPart(
      {
        rendition: part.rendition,
        msn,
        part: part.part,
        durationSeconds: part.durationSeconds,
        independent: part.independent ? 1 : 0,
        last: part.last ? 1 : 0,
        programDateTimeMs,
      },
      part.bytes,
    );
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#options.onFailed(error instanceof Fault ? error : new Fault('ORIGIN_UNAVAILABLE', { cause: error }));
  }
}
