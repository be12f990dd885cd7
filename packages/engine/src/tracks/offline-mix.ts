import type { Canvas, ProgrammeState, TimelinePerson } from '@rostrum/protocol';
import type { MixClock } from '../clock/mix-clock.ts';
import { LiveMix } from '../live-mix.ts';
import type { AnnouncedRendition, OutputPart } from '../output/part.ts';
import type { TrackFrame } from './track-chunk.ts';
import { TrackInputs } from './track-inputs.ts';

/** From this moment on the programme is so. */
export interface MixCue {
  /** Program date time, milliseconds since 1970. */
  readonly atMs: number;
  readonly state: ProgrammeState;
  /** Who sends what. */
  readonly people: readonly TimelinePerson[];
}

export interface OfflineMixOptions {
  readonly canvas: Canvas;
  /** Nearly in the order of their time: as they arrived. */
  readonly frames: AsyncIterable<TrackFrame>;
  /** In order; the first one counts from the beginning. */
  readonly cues: readonly [MixCue, ...MixCue[]];
  readonly fromMs: number;
  readonly toMs: number;
  /** PNG files that the states name, by id. */
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly signal: AbortSignal;
  /** The rendition's initialization comes before its first part. */
  readonly onRenditions: (renditions: readonly AnnouncedRendition[]) => void;
  readonly onPart: (part: OutputPart) => void;
  /** Seconds that were made. */
  readonly onProgress: (seconds: number) => void;
}

/** Frames are decoded so long before they are shown. */
const aheadMs = 300;
/** What arrived by then may belong before what has come already. */
const disorderMs = 1000;
/** Of sound before the beginning, this much is decoded: a decoder needs a moment. */
const soundBeforeMs = 500;

/** A programme made of tracks by the same compositor and engine as a live one, as fast as the machine goes. */
export class OfflineMix implements MixClock {
  readonly #options: OfflineMixOptions;
  readonly #inputs = new TrackInputs();
  readonly #frames: AsyncIterator<TrackFrame>;
  /** Have come, and are not due. */
  #early: TrackFrame[] = [];
  #newestMs = Number.NEGATIVE_INFINITY;
  #nowMs: number;
  #cue = 0;
  #mix: LiveMix | undefined;

  private constructor(options: OfflineMixOptions) {
    this.#options = options;
    this.#nowMs = options.fromMs;
    this.#frames = options.frames[Symbol.asyncIterator]();
  }

  /** @throws the signal's reason, or what the frames' source throws */
  static async run(options: OfflineMixOptions): Promise<void> {
    await new OfflineMix(options).#run();
  }

  now(): number {
    return this.#nowMs;
  }

  /** The mix waits for its next frame: time goes on, and what belongs to it comes in. */
  async wait(ms: number): Promise<void> {
    const { fromMs, toMs, signal, onProgress } = this.#options;
    this.#nowMs += ms;
    signal.throwIfAborted();
    await this.#feed();
    this.#turnCues();
    onProgress((this.#nowMs - fromMs) / 1000);
    if (this.#nowMs >= toMs) void this.#mix?.stop().catch(() => undefined); // `run` has the reason.
  }

  async #run(): Promise<void> {
    const { canvas, cues, pictures, onPart, onRenditions } = this.#options;
    const [first] = cues;
    const feedback = { requestKeyFrame: () => undefined, requestPackets: () => undefined };
    const mix = LiveMix.open({
      ...{ canvas, feedback, onPart },
      state: first.state,
      inputs: this.#inputs,
      clock: this,
      delayMs: 0,
    });
    this.#mix = mix;
    try {
      onRenditions(mix.output.renditions);
      for (const [id, png] of pictures) await mix.addAsset(id, png);
      this.#inputs.direct(first.people);
      await this.#feed();
      this.#turnCues();
      await mix.run();
      await mix.stop();
    } finally {
      await this.#frames.return?.();
      await mix.close();
    }
  }

  #turnCues(): void {
    for (let next = this.#options.cues[this.#cue]; next && next.atMs <= this.#nowMs; ) {
      this.#mix?.apply(next.state);
      this.#inputs.direct(next.people);
      this.#cue += 1;
      next = this.#options.cues[this.#cue];
    }
  }

  async #feed(): Promise<void> {
    const untilMs = this.#nowMs + aheadMs;
    while (this.#newestMs < untilMs + disorderMs) {
      const { done, value } = await this.#frames.next();
      if (done) {
        this.#newestMs = Number.POSITIVE_INFINITY;
        break;
      }
      this.#options.signal.throwIfAborted();
      this.#newestMs = Math.max(this.#newestMs, value.atMs);
      if (value.atMs > untilMs) this.#early.push(value);
      else this.#push(value);
    }
    const due = this.#early.filter(({ atMs }) => atMs <= untilMs);
    if (due.length > 0) this.#early = this.#early.filter(({ atMs }) => atMs > untilMs);
    for (const frame of due) this.#push(frame);
  }

  #push(frame: TrackFrame): void {
    const { fromMs } = this.#options;
    const isSound = frame.track.codec === 'opus';
    if (isSound && frame.atMs < fromMs - soundBeforeMs) return;
    this.#inputs.push(frame);
    // Pictures from before the beginning are decoded for those that follow, and not kept.
    if (!isSound && frame.atMs < fromMs) this.#inputs.turnTo(frame.atMs / 1000);
  }
}
