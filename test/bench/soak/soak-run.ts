import { LiveMix, type OutputPart } from '@rostrum/engine';
import { undirected } from '@rostrum/protocol';
import { LoopedPresenter } from './looped-presenter.ts';
import type { MemorySample } from './memory.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Small, since hours of it are made; what may leak does not depend on the size. */
export const soakCanvas = { width: 320, height: 180, frameRate: 30 } as const;
export const soakSlate = { title: '', message: '' };
const segmentSeconds = 2;
const excerptSeconds = 30;
/** From the beginning to the first excerpt, and from the last one to the end. */
const marginSeconds = 10;
/** Somebody leaves and comes back so often, and one in so many packets is lost: leaks hide in what changes. */
const changeEverySeconds = 60;
const lossEvery = 200;
const memorySamples = 40;

export interface SoakRunOptions {
  readonly seconds: number;
  readonly onMemory: (sample: MemorySample) => void;
}

/** Hours of programme with people who come and go, made as fast as the machine can. */
export class SoakRun {
  readonly presenters: readonly [LoopedPresenter, LoopedPresenter];
  readonly mix: LiveMix;
  /** Parts near the beginning and near the end. */
  readonly excerpts = { start: [] as OutputPart[], end: [] as OutputPart[] };
  readonly #options: SoakRunOptions;
  /** Where each rendition's next part must begin, seconds. */
  readonly #expected = new Map<string, number>();
  #nextSample: number;
  #nextChange = changeEverySeconds;
  #revision = 0;
  #datagrams = 0;

  constructor(options: SoakRunOptions) {
    this.#options = options;
    this.#nextSample = options.seconds / memorySamples;
    const beganMs = Math.ceil(Date.now() / 10_000) * 10_000;
    this.presenters = [new LoopedPresenter({ index: 0, beganMs }), new LoopedPresenter({ index: 1, beganMs })];
    this.mix = LiveMix.open({
      canvas: soakCanvas,
      ladder: [90],
      state: this.#state(),
      // Key frames come every ten seconds whether they are asked for or not.
      feedback: { requestKeyFrame: () => undefined, requestPackets: () => undefined },
      onPart: (part) => this.#take(part),
      clock: new VirtualClock(beganMs, (nowMs) => this.#feed(nowMs)),
    });
  }

  get changes(): number {
    return this.#revision;
  }

  #state() {
    const [host, guest] = this.presenters;
    const people = this.#revision % 2 === 0 ? [host, guest] : [host];
    return {
      revision: this.#revision,
      participants: people.map(({ participant }) => participant),
      slate: soakSlate,
      ...undirected,
    };
  }

  #feed(nowMs: number): void {
    for (const presenter of this.presenters) {
      for (const datagram of presenter.until(nowMs)) {
        this.#datagrams += 1;
        if (this.#datagrams % lossEvery !== 0) this.mix.inputs.handleDatagram(datagram, nowMs);
      }
    }
  }

  #take(part: OutputPart): void {
    const expected = this.#expected.get(part.rendition) ?? 0;
    if (Math.abs(part.startSeconds - expected) > 1e-6) throw new Error(`${part.rendition}: a hole at ${expected} s`);
    this.#expected.set(part.rendition, part.startSeconds + part.durationSeconds);
    this.#keepExcerpt(part);
    if (part.rendition !== 'video') return;
    this.#change(part.startSeconds);
    this.#watchMemory(part.startSeconds);
    if (part.startSeconds >= this.#options.seconds) void this.mix.stop();
  }

  #keepExcerpt(part: OutputPart): void {
    const place = part.segment * segmentSeconds;
    const lastSegment = Math.floor(this.#options.seconds / segmentSeconds) * segmentSeconds;
    const endPlace = lastSegment - marginSeconds - excerptSeconds;
    if (place >= marginSeconds && place < marginSeconds + excerptSeconds) this.excerpts.start.push(part);
    if (place >= endPlace && place < endPlace + excerptSeconds) this.excerpts.end.push(part);
  }

  /** The guest leaves and comes back; both are there in the excerpts. */
  #change(seconds: number): void {
    const isNearEnd = seconds >= this.#options.seconds - excerptSeconds - 2 * marginSeconds;
    if (isNearEnd ? this.#revision % 2 === 0 : seconds < this.#nextChange) return;
    this.#nextChange += changeEverySeconds;
    this.#revision += 1;
    this.mix.apply(this.#state());
  }

  #watchMemory(seconds: number): void {
    if (seconds < this.#nextSample) return;
    this.#nextSample += this.#options.seconds / memorySamples;
    const { rss, heapUsed, external } = process.memoryUsage();
    this.#options.onMemory({
      programmeHours: seconds / 3600,
      rssBytes: rss,
      heapBytes: heapUsed,
      externalBytes: external,
    });
  }
}
