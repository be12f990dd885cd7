/** What a transport has carried so far: `packetsSent` and `packetsReceived` of https://www.w3.org/TR/webrtc-stats/#transportstats-dict*. */
export interface PathCount {
  readonly sent: number;
  readonly received: number;
}

/** What an SFU answers at once; a microphone that is silent sends less, and says nothing about the path. */
const fewestSent = 8;
/** Fewer readings without an answer are a moment of a busy machine, or of a lossy path. */
const silentReadings = 3;

/** `doubtful`: a first reading without an answer. What else may have been lost can be asked meanwhile. */
export type PathWord = 'well' | 'doubtful' | 'dead';

/**
 * Tells a dead path from its counts: we send, and nothing at all comes back. The SFU answers what it gets ten times
 * a second (transport-wide feedback), while a browser's ICE takes five seconds and more to give a path up.
 */
export class PathJudge {
  #last: PathCount | undefined;
  #silent = 0;

  /** Begins anew after `dead`. */
  next(count: PathCount | undefined): PathWord {
    const before = this.#last;
    this.#last = count;
    const isSilent =
      before && count && count.sent - before.sent >= fewestSent && count.received - before.received === 0;
    this.#silent = isSilent ? this.#silent + 1 : 0;
    if (this.#silent === 0) return 'well';
    if (this.#silent < silentReadings) return 'doubtful';
    this.#silent = 0;
    return 'dead';
  }
}

/** The counts in a report; undefined while there is no transport. */
export function countOf(report: Iterable<readonly [string, unknown]>): PathCount | undefined {
  for (const [, entry] of report) {
    const { type, packetsSent, packetsReceived } = entry as RTCTransportStats & Partial<Record<string, number>>;
    if (type === 'transport' && packetsSent !== undefined && packetsReceived !== undefined)
      return { sent: packetsSent, received: packetsReceived };
  }
  return undefined;
}

export interface PathWatchOptions {
  /** Of the transport that sends. */
  readonly stats: () => Promise<RTCStatsReport>;
  /** Said once for each silence; `onDead` may follow. */
  readonly onDoubtful: () => void;
  readonly onDead: () => void;
  /** Each reading, for whoever wants to know more of it. */
  readonly onReport?: (report: RTCStatsReport) => void;
}

const everyMs = 300;
/** A new path needs a moment; the next restart would throw it away. */
const restMs = 4000;

/** Looks at the counts of a transport as long as it lives. */
export class PathWatch {
  readonly #options: PathWatchOptions;
  readonly #judge = new PathJudge();
  #timer: ReturnType<typeof setTimeout>;
  #word: PathWord = 'well';
  #hasEnded = false;

  constructor(options: PathWatchOptions) {
    this.#options = options;
    this.#timer = setTimeout(() => void this.#look(), everyMs);
  }

  close(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
  }

  /** A reading beside the others. */
  async read(): Promise<void> {
    const report = await this.#options.stats().catch(() => undefined); // As below.
    if (report && !this.#hasEnded) this.#options.onReport?.(report);
  }

  async #look(): Promise<void> {
    const report = await this.#options.stats().catch(() => undefined); // The transport was closed while being asked.
    if (this.#hasEnded) return;
    if (report) this.#options.onReport?.(report);
    const word = this.#judge.next(report && countOf(report));
    const isNew = word !== this.#word;
    this.#word = word;
    this.#timer = setTimeout(() => void this.#look(), word === 'dead' ? restMs : everyMs);
    if (word === 'doubtful' && isNew) this.#options.onDoubtful();
    if (word === 'dead') this.#options.onDead();
  }
}
