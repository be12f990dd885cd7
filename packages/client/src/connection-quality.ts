/** In one word, how well picture and sound get through. */
export type ConnectionQuality = 'unknown' | 'good' | 'fair' | 'poor';

export interface PathReading {
  readonly roundTripMs: number | undefined;
  /** Of the packets of the last seconds, the worse of both ways; 0 to 1. */
  readonly lossFraction: number;
}

/** Speech survives 3 % of loss and a quarter of a second there and back unnoticed; beyond twice that it is work. */
export function qualityOf({ roundTripMs, lossFraction }: PathReading): ConnectionQuality {
  if (roundTripMs === undefined) return 'unknown';
  if (roundTripMs > 500 || lossFraction > 0.1) return 'poor';
  return roundTripMs > 250 || lossFraction > 0.03 ? 'fair' : 'good';
}

export interface PacketCount {
  readonly received: number;
  readonly lost: number;
}

/** The fields of https://www.w3.org/TR/webrtc-stats/ that are read here. */
interface StatsEntry {
  readonly type: string;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
  readonly fractionLost?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
}

type Report = Iterable<readonly [string, StatsEntry]>;

/** What the reports say; `before` is what was received up to the last reading. */
export function readPath(reports: readonly Report[], before: PacketCount): { path: PathReading; count: PacketCount } {
  let roundTripMs: number | undefined;
  let sentLoss = 0;
  let received = 0;
  let lost = 0;
  for (const report of reports)
    for (const [, entry] of report) {
      if (entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime !== undefined)
        roundTripMs = Math.max(roundTripMs ?? 0, entry.currentRoundTripTime * 1000);
      if (entry.type === 'remote-inbound-rtp') sentLoss = Math.max(sentLoss, entry.fractionLost ?? 0);
      if (entry.type === 'inbound-rtp') {
        received += entry.packetsReceived ?? 0;
        lost += entry.packetsLost ?? 0;
      }
    }
  // A closed consumer takes its counts with it; the difference is then negative, and says nothing.
  const newlyLost = Math.max(0, lost - before.lost);
  const expected = Math.max(0, received - before.received) + newlyLost;
  const receivedLoss = expected === 0 ? 0 : newlyLost / expected;
  return { path: { roundTripMs, lossFraction: Math.max(sentLoss, receivedLoss) }, count: { received, lost } };
}

export interface QualityWatchOptions {
  /** Of all transports; none while there is no media. */
  readonly stats: () => Promise<readonly RTCStatsReport[]>;
  readonly onQuality: (quality: ConnectionQuality) => void;
  /** What is behind the word, at each reading. */
  readonly onReports: (reports: readonly RTCStatsReport[]) => void;
}

const everyMs = 3000;

/** A single bad reading is a moment of a busy machine: only the second in a row changes the word for the worse. */
export class SteadyWord {
  #word: ConnectionQuality = 'unknown';
  #last: ConnectionQuality = 'unknown';

  next(read: ConnectionQuality): ConnectionQuality {
    if (read === this.#last || read === 'good' || this.#word === 'unknown') this.#word = read;
    this.#last = read;
    return this.#word;
  }
}

/** Looks at the statistics now and then. */
export class QualityWatch {
  readonly #options: QualityWatchOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #word = new SteadyWord();
  #count: PacketCount = { received: 0, lost: 0 };

  constructor(options: QualityWatchOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const reports = await this.#options.stats().catch(() => []); // The transports were closed while being asked.
    const { path, count } = readPath(reports as unknown as Report[], this.#count);
    this.#count = count;
    this.#options.onQuality(this.#word.next(qualityOf(path)));
    this.#options.onReports(reports);
  }
}
