import type { Canvas } from '@rostrum/protocol';
import type { Preset } from '../encode/video-encoder.ts';
import type { YuvFrame } from '../picture/yuv-frame.ts';
import { AudioTrack } from './audio-track.ts';
import { ladderOf } from './ladder.ts';
import { type AnnouncedRendition, type Cadence, cadenceOf, type OutputPart } from './part.ts';
import { VideoRung } from './video-rung.ts';

export interface ProgrammeOutputOptions {
  readonly canvas: Canvas;
  /** Heights of the smaller renditions; none by default. */
  readonly ladder?: readonly number[];
  readonly onPart: (part: OutputPart) => void;
}

/** How much work goes into the pictures. */
export interface Effort {
  readonly preset: Preset;
  /** One of so many frames is encoded in the smaller renditions; divides a part's frames. */
  readonly lowerDivider: number;
}

/** Encodes what is drawn and mixed, and cuts it into parts: the same moments in all renditions. */
export class ProgrammeOutput {
  readonly cadence: Cadence;
  readonly renditions: readonly AnnouncedRendition[];
  readonly #rungs: readonly VideoRung[];
  readonly #audio: AudioTrack;
  #effort: Effort = { preset: 'veryfast', lowerDivider: 1 };
  #frames = 0;

  private constructor(rungs: readonly VideoRung[], audio: AudioTrack, cadence: Cadence) {
    this.#rungs = rungs;
    this.#audio = audio;
    this.cadence = cadence;
    this.renditions = [...rungs, audio].map(({ announced }) => announced);
  }

  static open({ canvas, ladder = [], onPart }: ProgrammeOutputOptions): ProgrammeOutput {
    const cadence = cadenceOf(canvas.frameRate);
    const sizes = ladderOf(canvas, ladder);
    const rungs = sizes.map((rung, index) => VideoRung.open({ rung, from: sizes[index - 1], cadence, onPart }));
    return new ProgrammeOutput(rungs, new AudioTrack({ cadence, onPart }), cadence);
  }

  /** Frames that were encoded. */
  get frames(): number {
    return this.#frames;
  }

  /** From the next part on. */
  set effort(effort: Effort) {
    this.#effort = effort;
    for (const rung of this.#rungs) rung.preset = effort.preset;
  }

  /** Encodes the next frame in all sizes at a time; one call at a time. */
  async pushPicture({ frame }: YuvFrame): Promise<void> {
    const index = this.#frames;
    this.#frames += 1;
    const encodings: Promise<void>[] = [];
    let picture = frame;
    for (const [place, rung] of this.#rungs.entries()) {
      // A rung that rests leaves nothing to scale for those below, which rest too.
      if (!rung.begin(index, place === 0 ? 1 : this.#effort.lowerDivider)) break;
      picture = rung.picture(picture);
      encodings.push(rung.encode(picture, index));
    }
    await Promise.allSettled(encodings); // None may still be at work when another has failed.
    await Promise.all(encodings);
    for (const rung of this.#rungs) rung.finish(index);
  }

  /** Encodes the next 1024 samples. */
  pushSound(left: Float32Array, right: Float32Array): void {
    this.#audio.push(left, right);
  }

  /** Cuts the last parts. */
  end(): void {
    for (const track of [...this.#rungs, this.#audio]) track.end();
  }

  close(): void {
    for (const track of [...this.#rungs, this.#audio]) track.close();
  }
}
