import { setTimeout as wait } from 'node:timers/promises';
import { layout, type Plan } from '@rostrum/compositor';
import type { Canvas, ProgrammeState } from '@rostrum/protocol';
import { StageInputs } from './media/stage-inputs.ts';
import type { FeedbackSender } from './media/stream-receiver.ts';
import type { OutputPart } from './output/part.ts';
import { ProgrammeOutput } from './output/programme-output.ts';
import { Assets } from './picture/assets.ts';
import { Painter } from './picture/painter.ts';
import { blockSamples, sampleRate } from './sound/format.ts';
import { Limiter } from './sound/limiter.ts';

export interface LiveMixOptions {
  readonly canvas: Canvas;
  readonly state: ProgrammeState;
  readonly feedback: FeedbackSender;
  readonly onPart: (part: OutputPart) => void;
  /** From arrival to output, milliseconds: time for what was lost to come again. Default 250. */
  readonly delayMs?: number;
}

export interface LiveMixStats {
  readonly outputSeconds: number;
  /** Frames that showed the last picture again, because the machine was late. */
  readonly repeatedFrames: number;
  readonly sources: number;
  readonly lostPackets: number;
  readonly maxLateMs: number;
  /** Datagrams that could not be handled, and why the last one could not. */
  readonly failedDatagrams: number;
  readonly lastFailure: unknown;
}

/** Sound is mixed this much ahead of the picture: AAC keeps one block back, and a part must not wait for it. */
const soundAheadSeconds = (2 * blockSamples) / sampleRate;
/** Later than this, the last picture is shown again instead of drawing a new one. */
const repeatAfterFrames = 3;
/** So far behind, the run has failed: another one begins at the present. */
const hopelessMs = 10_000;

/** Wall clock that never steps back while the process runs, milliseconds since 1970. */
export const wallClockMs = (): number => performance.timeOrigin + performance.now();

/**
 * The programme as it runs: frame `n` is due at `start + n / frameRate` and shows the media of that time less the delay.
 * No frame is ever left out, whatever happens to the inputs.
 */
export class LiveMix {
  readonly output: ProgrammeOutput;
  readonly inputs: StageInputs;
  readonly #assets = new Assets();
  readonly #painter: Painter;
  readonly #canvas: Canvas;
  readonly #delayMs: number;
  readonly #limiter = new Limiter();
  readonly #left = new Float32Array(blockSamples);
  readonly #right = new Float32Array(blockSamples);
  #slate: ProgrammeState['slate'];
  #plan: Plan | undefined;
  #planKey = '';
  #blocks = 0;
  #repeatedFrames = 0;
  #maxLateMs = 0;
  /** Frames due after this are not made. */
  #endMs = Number.POSITIVE_INFINITY;
  #startMs = 0;
  #running: Promise<void> | undefined;

  private constructor(options: LiveMixOptions, output: ProgrammeOutput) {
    this.output = output;
    this.inputs = new StageInputs(options.feedback);
    this.#canvas = options.canvas;
    this.#delayMs = options.delayMs ?? 250;
    this.#painter = new Painter(options.canvas);
    this.#slate = options.state.slate;
    this.inputs.apply(options.state);
  }

  static open(options: LiveMixOptions): LiveMix {
    const output = ProgrammeOutput.open({ canvas: options.canvas, onPart: options.onPart });
    return new LiveMix(options, output);
  }

  apply(state: ProgrammeState): void {
    this.#slate = state.slate;
    this.inputs.apply(state);
  }

  /** Runs until `stop`. @throws Error when an encoder fails, or the machine is hopelessly behind */
  run(): Promise<void> {
    this.#running ??= this.#loop();
    return this.#running;
  }

  /** The wall clock of capture of what is shown `seconds` after the start; milliseconds since 1970. */
  captureMs(seconds: number): number {
    return this.#startMs + seconds * 1000 - this.#delayMs;
  }

  /** A PNG that a state names, now or soon. @throws Fault ASSET_INVALID, and the programme goes on without it */
  addAsset(assetId: string, png: Buffer): Promise<void> {
    return this.#assets.add(assetId, png);
  }

  stats(): LiveMixStats {
    const maxLateMs = this.#maxLateMs;
    this.#maxLateMs = 0;
    return {
      outputSeconds: this.output.frames / this.output.cadence.frameRate,
      repeatedFrames: this.#repeatedFrames,
      sources: this.inputs.sources,
      lostPackets: this.inputs.lostPackets,
      maxLateMs,
      failedDatagrams: this.inputs.failures,
      lastFailure: this.inputs.lastFailure,
    };
  }

  /** Encodes all that is due by now, however late it is, and cuts the last parts; answers when they were handed out. */
  async stop(): Promise<void> {
    this.#endMs = Math.min(this.#endMs, wallClockMs());
    await this.#running;
    this.output.end();
  }

  /** After `stop` or a failure. */
  async close(): Promise<void> {
    this.#endMs = Number.NEGATIVE_INFINITY;
    await this.#running?.catch(() => undefined); // Whoever runs it has the reason.
    this.inputs.close();
    this.#painter.close();
    this.output.close();
  }

  async #loop(): Promise<void> {
    const frameMs = 1000 / this.#canvas.frameRate;
    this.#startMs = wallClockMs();
    for (;;) {
      const index = this.output.frames;
      const dueMs = this.#startMs + index * frameMs;
      const earlyMs = dueMs - wallClockMs();
      if (earlyMs > 0) await wait(earlyMs);
      if (dueMs >= this.#endMs) return;
      const lateMs = wallClockMs() - dueMs;
      this.#maxLateMs = Math.max(this.#maxLateMs, lateMs);
      if (lateMs > hopelessMs) throw new Error(`the mixer is ${Math.round(lateMs)} ms behind`);
      this.inputs.tick(wallClockMs());
      if (lateMs > repeatAfterFrames * frameMs) this.#repeatedFrames += 1;
      else this.#paint(index);
      await this.output.pushPicture(this.#painter.canvas);
      this.#mixSound((index + 1) / this.#canvas.frameRate + soundAheadSeconds);
    }
  }

  #paint(index: number): void {
    const mediaSeconds = this.captureMs(index / this.#canvas.frameRate) / 1000;
    this.inputs.turnTo(mediaSeconds);
    this.#painter.paint(this.#planNow(), (content) => this.inputs.pictureOf(content));
  }

  /** The same plan as long as the scene is the same. */
  #planNow(): Plan {
    const scene = { ...this.#canvas, people: this.inputs.scenePeople(wallClockMs()), slate: this.#slate };
    const key = JSON.stringify(scene);
    if (!this.#plan || key !== this.#planKey) {
      this.#plan = layout(scene);
      this.#planKey = key;
    }
    return this.#plan;
  }

  #mixSound(untilSeconds: number): void {
    const firstSample = Math.round((this.captureMs(0) / 1000) * sampleRate);
    while (((this.#blocks + 1) * blockSamples) / sampleRate <= untilSeconds) {
      this.#left.fill(0);
      this.#right.fill(0);
      this.inputs.addSound(this.#left, this.#right, firstSample + this.#blocks * blockSamples);
      this.#limiter.apply(this.#left, this.#right);
      this.output.pushSound(this.#left, this.#right);
      this.#blocks += 1;
    }
  }
}
