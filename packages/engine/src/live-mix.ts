import { type LastThere, layout, type Plan, steady } from '@rostrum/compositor';
import { type Canvas, mixDelayMs, type ProgrammeState } from '@rostrum/protocol';
import { type MixClock, realTime } from './clock/mix-clock.ts';
import { Pace } from './clock/pace.ts';
import type { MixInputs } from './media/mix-inputs.ts';
import { StageInputs } from './media/stage-inputs.ts';
import type { FeedbackSender } from './media/stream-receiver.ts';
import { type GovernorStep, governorStart, governorSteps, next, type Observation } from './output/governor.ts';
import type { OutputPart } from './output/part.ts';
import { ProgrammeOutput } from './output/programme-output.ts';
import { Assets } from './picture/assets.ts';
import { Painter } from './picture/painter.ts';
import { blockSamples, sampleRate } from './sound/format.ts';
import { Limiter, limiterDelaySamples } from './sound/limiter.ts';
import type { TrackFrame } from './tracks/track-chunk.ts';

export interface LiveMixOptions {
  readonly canvas: Canvas;
  /** Heights of the renditions that are scaled down from the canvas; none by default. */
  readonly ladder?: readonly number[];
  readonly state: ProgrammeState;
  readonly feedback: FeedbackSender;
  readonly onPart: (part: OutputPart) => void;
  /** What is kept of each source beside the programme, while the state wants it. */
  readonly onTrackFrame?: (frame: TrackFrame) => void;
  /** From arrival to output, milliseconds: time for what was lost to come again. Default `mixDelayMs`. */
  readonly delayMs?: number;
  /** Everybody's media; default what comes as datagrams. */
  readonly inputs?: MixInputs;
  /** Default real time. */
  readonly clock?: MixClock;
  /** It ends within a part, a frame later where it must, so that the last part is known as the last. Default false. */
  readonly endsWithinPart?: boolean;
}

export interface LiveMixStats {
  readonly outputSeconds: number;
  /** Frames that showed the last picture again, because the machine was late or the governor has said so. */
  readonly repeatedFrames: number;
  /** How much work the governor leaves out: 0 is none. */
  readonly governorLevel: number;
  /** The share of the last second in which frames were being made. */
  readonly busyShare: number;
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
/** But for one of so many: who watches while a mixer makes good what is due sees people move before it has. */
const paintEveryLateFrames = 3;
/** What is missing since an earlier mixer died is made good up to this: more would keep viewers waiting for the present. */
const mostMadeGoodMs = 1500;
/** So far behind, the run has failed: another one begins at the present. */
const hopelessMs = 10_000;

/**
 * The programme as it runs: frame `n` is due at `start + n / frameRate` and shows the media of that time less the delay.
 * No frame is ever left out, whatever happens to the inputs.
 */
export class LiveMix {
  readonly output: ProgrammeOutput;
  /** Where datagrams come in. */
  readonly inputs: StageInputs;
  readonly #inputs: MixInputs;
  readonly #assets = new Assets();
  readonly #painter: Painter;
  readonly #canvas: Canvas;
  readonly #delayMs: number;
  readonly #clock: MixClock;
  readonly #pace: Pace;
  readonly #steps: readonly GovernorStep[];
  readonly #limiter = new Limiter();
  readonly #left = new Float32Array(blockSamples);
  readonly #right = new Float32Array(blockSamples);
  /** What the room wants to be seen. */
  #directed: Pick<ProgrammeState, 'slate' | 'production' | 'branding' | 'speaker'>;
  #lastThere: LastThere = new Map();
  #plan: Plan | undefined;
  #planKey = '';
  #blocks = 0;
  #governor = governorStart;
  #busyShare = 0;
  #repeatedFrames = 0;
  #maxLateMs = 0;
  /** Frames due after this are not made. */
  #endMs = Number.POSITIVE_INFINITY;
  readonly #endsWithinPart: boolean;
  #running: Promise<void> | undefined;

  private constructor(options: LiveMixOptions, output: ProgrammeOutput) {
    this.output = output;
    this.inputs = new StageInputs(options.feedback, options.onTrackFrame);
    this.#inputs = options.inputs ?? this.inputs;
    this.#canvas = options.canvas;
    this.#delayMs = options.delayMs ?? mixDelayMs;
    this.#clock = options.clock ?? realTime;
    this.#pace = new Pace(options.canvas.frameRate, this.#clock);
    this.#steps = governorSteps({ hasLadder: output.renditions.length > 2 });
    this.#painter = new Painter(options.canvas, this.#assets);
    this.#directed = options.state;
    this.#endsWithinPart = options.endsWithinPart ?? false;
    this.#inputs.apply(options.state);
  }

  static open(options: LiveMixOptions): LiveMix {
    const output = ProgrammeOutput.open(options);
    return new LiveMix(options, output);
  }

  apply(state: ProgrammeState): void {
    const { scene, transition } = state.production;
    // Only what the host has switched fades: a joining or a speaker's turn is shown at once.
    const isSwitched = JSON.stringify(scene) !== JSON.stringify(this.#directed.production.scene);
    if (isSwitched && transition.kind === 'fade') {
      this.#painter.fadeToNext(Math.round((transition.milliseconds * this.#canvas.frameRate) / 1000));
    }
    this.#directed = state;
    this.#inputs.apply(state);
  }

  /**
   * Runs until `stop`.
   * @param captureMs what comes first is of this time, where it is only a moment ago: what is due since then is made at once.
   *   Default: what is due now comes first
   * @throws Error when an encoder fails, or the machine is hopelessly behind
   */
  run(captureMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#running ??= this.#loop(captureMs + this.#delayMs);
    return this.#running;
  }

  /** The wall clock of capture of what is shown `seconds` after the start; milliseconds since 1970. */
  captureMs(seconds: number): number {
    return this.#pace.startMs + seconds * 1000 - this.#delayMs;
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
      governorLevel: this.#governor.level,
      busyShare: this.#busyShare,
      sources: this.#inputs.sources,
      lostPackets: this.#inputs.lostPackets,
      maxLateMs,
      failedDatagrams: this.#inputs.failures,
      lastFailure: this.#inputs.lastFailure,
    };
  }

  /** Encodes all that is due by now, however late it is, and cuts the last parts; answers when they were handed out. */
  async stop(): Promise<void> {
    this.#endMs = Math.min(this.#endMs, this.#clock.now());
    await this.#running;
    this.output.end();
  }

  /** After `stop` or a failure. */
  async close(): Promise<void> {
    this.#endMs = Number.NEGATIVE_INFINITY;
    await this.#running?.catch(() => undefined); // Whoever runs it has the reason.
    this.inputs.close();
    if (this.#inputs !== this.inputs) this.#inputs.close();
    this.#painter.close();
    this.output.close();
  }

  async #loop(wantedMs: number): Promise<void> {
    const repeatAfterMs = (repeatAfterFrames * 1000) / this.#canvas.frameRate;
    const nowMs = this.#clock.now();
    this.#pace.start(Math.min(nowMs, Math.max(nowMs - mostMadeGoodMs, wantedMs)));
    for (;;) {
      const index = this.output.frames;
      const lateMs = await this.#pace.until(index);
      if (this.#pace.dueMs(index) >= this.#endMs && this.#mayEndBefore(index)) return;
      this.#maxLateMs = Math.max(this.#maxLateMs, lateMs);
      if (lateMs > hopelessMs) throw new Error(`the mixer is ${Math.round(lateMs)} ms behind`);
      const observation = this.#pace.observe();
      if (observation) this.#govern(observation);
      this.#inputs.tick(this.#clock.now());
      const isRest = index % (this.#steps[this.#governor.level]?.paintDivider ?? 1) !== 0;
      const isLate = lateMs > repeatAfterMs && index % paintEveryLateFrames !== 0;
      if (isLate || isRest) this.#repeatedFrames += 1;
      else this.#paint(index);
      await this.output.pushPicture(this.#painter.shown);
      this.#mixSound((index + 1) / this.#canvas.frameRate + soundAheadSeconds);
    }
  }

  #mayEndBefore(index: number): boolean {
    return !this.#endsWithinPart || index % this.output.cadence.framesPerPart !== 0;
  }

  #govern(observation: Observation): void {
    this.#busyShare = observation.busyShare;
    this.#governor = next(this.#governor, observation, this.#steps);
    const step = this.#steps[this.#governor.level];
    if (step) this.output.effort = step;
  }

  #paint(index: number): void {
    const mediaSeconds = this.captureMs(index / this.#canvas.frameRate) / 1000;
    this.#inputs.turnTo(mediaSeconds);
    const moment = { frameIndex: index, wallMs: mediaSeconds * 1000 };
    this.#painter.paint(this.#planNow(), (content) => this.#inputs.pictureOf(content), moment);
  }

  /** The same plan as long as the scene is the same. */
  #planNow(): Plan {
    const nowMs = this.#clock.now();
    const { people, lastThere } = steady(this.#inputs.scenePeople(nowMs), this.#lastThere, nowMs);
    this.#lastThere = lastThere;
    const { slate, production, branding, speaker } = this.#directed;
    const input = { ...this.#canvas, people, slate, production, branding, speaker };
    const key = JSON.stringify(input);
    if (!this.#plan || key !== this.#planKey) {
      this.#plan = layout(input);
      this.#planKey = key;
    }
    return this.#plan;
  }

  #mixSound(untilSeconds: number): void {
    const firstSample = Math.round((this.captureMs(0) / 1000) * sampleRate);
    while (((this.#blocks + 1) * blockSamples) / sampleRate <= untilSeconds) {
      this.#left.fill(0);
      this.#right.fill(0);
      this.#inputs.addSound(this.#left, this.#right, firstSample + this.#blocks * blockSamples + limiterDelaySamples);
      this.#limiter.apply(this.#left, this.#right);
      this.output.pushSound(this.#left, this.#right);
      this.#blocks += 1;
    }
  }
}
