import type { LiveMix, OutputPart } from '@rostrum/engine';
import { type Announcement, type CaptionTrack, Fault, type PartPlace, type Resume, toFault } from '@rostrum/protocol';
import type { OriginClient } from './origin-client.ts';
import { type UnkeptPart, UnkeptParts } from './unkept-parts.ts';

export interface PublisherOptions {
  readonly origin: Pick<OriginClient, 'announce' | 'putInit' | 'putPart' | 'end'>;
  readonly epoch: number;
  readonly captions?: CaptionTrack | undefined;
  /** The origin refused for good, or is away for too long. Told once. */
  readonly onFailed: (fault: Fault) => void;
}

/** Waiting parts of one rendition; more than a minute of them means that the origin does not come back. */
const maxQueuedParts = 200;
/** What storage has not taken after another minute is let go of: only an origin that dies just then loses it. */
const maxUnkeptParts = 200;
/** An origin that is told so often where we are, and takes nothing, will never. */
const maxResumes = 10;

/** What an origin answers that has lost some of the programme: it was restarted, or it is another one. */
const hasLost = (fault: Fault) => fault.code === 'PART_OUT_OF_ORDER' || fault.code === 'PROGRAMME_NOT_FOUND';

/**
 * Publishes parts in order: each rendition has a queue of its own, and nothing is sent before it was announced. Parts are
 * held until their segment is in storage, so an origin that lost its memory gets them again.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #queues = new Map<string, UnkeptParts>();
  readonly #sending = new Map<string, Promise<void>>();
  #output: LiveMix['output'] | undefined;
  #firstMsn = 0;
  #earlierEndMs: number | undefined;
  /** The announcement that is under way, or was answered. */
  #announced: Promise<void> = Promise.resolve();
  #isAnnouncing = false;
  #announcements = 0;
  /** Since a part was taken. */
  #resumes = 0;
  #failure: Fault | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /**
   * Announces the renditions; parts that come meanwhile wait.
   * @returns the wall clock of capture at which ends what an earlier mixer has published; undefined where none has, or the
   *   announcement has failed
   */
  announce(output: LiveMix['output']): Promise<number | undefined> {
    this.#output = output;
    for (const { rendition } of output.renditions) this.#queues.set(rendition.name, new UnkeptParts());
    this.#announced = this.#announce(undefined);
    return this.#announced.then(
      () => this.#earlierEndMs,
      (error) => {
        this.#fail(error);
        return undefined;
      },
    );
  }

  /** @param programDateTimeMs wall clock of capture of the part's first sample */
  push(part: OutputPart, programDateTimeMs: number): void {
    const queue = this.#queues.get(part.rendition);
    if (!queue || this.#failure) return;
    queue.push({ ...part, programDateTimeMs });
    if (queue.waiting > maxQueuedParts) {
      this.#fail(new Fault('ORIGIN_UNAVAILABLE', { detail: 'no part was taken for a minute' }));
      return;
    }
    this.#startSending(part.rendition, queue);
  }

  /** Answers when all parts were taken, and the origin knows that no more come. @throws Fault as the origin refused */
  async end(): Promise<void> {
    for (;;) {
      await this.#announced;
      for (const [rendition, queue] of this.#queues) this.#startSending(rendition, queue);
      await Promise.all(this.#sending.values());
      if (this.#failure) throw this.#failure;
      const seen = this.#announcements;
      try {
        await this.#options.origin.end(this.#places());
        return;
      } catch (error) {
        await this.#resumeAfter(toFault(error), seen);
      }
    }
  }

  #startSending(rendition: string, queue: UnkeptParts): void {
    if (this.#sending.has(rendition)) return;
    const sending = this.#send(queue)
      .catch((error) => this.#fail(error))
      .finally(() => this.#sending.delete(rendition));
    this.#sending.set(rendition, sending);
  }

  async #send(queue: UnkeptParts): Promise<void> {
    await this.#announced;
    for (let part = queue.next; part && !this.#failure; part = queue.next) {
      const seen = this.#announcements;
      try {
        const { keptBeforeMsn } = await this.#put(part);
        queue.acknowledge(part, keptBeforeMsn - this.#firstMsn);
        queue.limitTaken(maxUnkeptParts);
        this.#resumes = 0;
      } catch (error) {
        await this.#resumeAfter(toFault(error), seen);
      }
    }
  }

  #put(part: UnkeptPart) {
    return this.#options.origin.putPart(
      {
        rendition: part.rendition,
        msn: this.#firstMsn + part.segment,
        part: part.part,
        durationSeconds: part.durationSeconds,
        independent: part.independent ? 1 : 0,
        last: part.last ? 1 : 0,
        ...(part.final ? { final: 1 as const } : {}),
        programDateTimeMs: part.programDateTimeMs,
      },
      part.bytes,
    );
  }

  /**
   * Goes on where the origin says, when the fault says that it has lost something. Renditions that hear of it at the same
   * time announce once.
   * @param seen how many announcements were answered when the refused request was made
   */
  async #resumeAfter(fault: Fault, seen: number): Promise<void> {
    if (!hasLost(fault)) throw fault;
    if (seen === this.#announcements && !this.#isAnnouncing) {
      this.#resumes += 1;
      if (this.#resumes > maxResumes) throw fault;
      this.#announced = this.#announce(this.#resume());
    }
    await this.#announced;
  }

  async #announce(resume: Resume | undefined): Promise<void> {
    if (!this.#output) return;
    const { origin } = this.#options;
    this.#isAnnouncing = true;
    try {
      const { nextMsn, next, endMs } = await origin.announce(this.#announcement(this.#output, resume));
      const { renditions } = this.#output;
      await Promise.all(renditions.map(({ rendition, init }) => origin.putInit(rendition.name, init)));
      if (resume) this.#goTo(next);
      else [this.#firstMsn, this.#earlierEndMs] = [nextMsn, endMs];
    } finally {
      this.#announcements += 1;
      this.#isAnnouncing = false;
    }
  }

  #announcement({ cadence, renditions }: LiveMix['output'], resume: Resume | undefined): Announcement {
    const { epoch, captions } = this.#options;
    const partTargetSeconds = cadence.framesPerPart / cadence.frameRate;
    return {
      epoch,
      targetDurationSeconds: Math.round(partTargetSeconds * cadence.partsPerSegment),
      partTargetSeconds,
      renditions: renditions.map(({ rendition }) => rendition),
      ...(captions ? { captions } : {}),
      ...(resume ? { resume } : {}),
    };
  }

  #resume(): Resume {
    const renditions = Array.from(this.#queues, ([rendition, { oldestSegment, acknowledged }]) => ({
      rendition,
      oldestMsn: this.#firstMsn + oldestSegment,
      acknowledged: { msn: this.#firstMsn + acknowledged.segment, part: acknowledged.part },
    }));
    return { nextMsn: this.#firstMsn, renditions };
  }

  /** @throws Fault PART_OUT_OF_ORDER when the origin wants what is gone */
  #goTo(next: readonly PartPlace[]): void {
    for (const { rendition, msn, part } of next) {
      const isHere = this.#queues.get(rendition)?.goTo({ segment: msn - this.#firstMsn, part }) ?? true;
      if (!isHere) throw new Fault('PART_OUT_OF_ORDER', { detail: `the origin wants ${rendition} ${msn}.${part}` });
    }
  }

  /** What would come next. */
  #places(): PartPlace[] {
    return Array.from(this.#queues, ([rendition, { acknowledged }]) => ({
      rendition,
      msn: this.#firstMsn + acknowledged.segment,
      part: acknowledged.part,
    }));
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure = error instanceof Fault ? error : new Fault('ORIGIN_UNAVAILABLE', { cause: error });
    this.#options.onFailed(this.#failure);
  }
}
