import type { SenderReport } from '../rtp/rtcp.ts';
import { Unwrap32 } from './unwrap.ts';

/** What was the least for so long, and is more than before by `otherClockSeconds`, is another clock and no burst. */
const windowSeconds = 2;
/** Fewer in a window say nothing: they may have waited while this process did something else. */
const windowPackets = 20;
const otherClockSeconds = 0.2;

/**
 * How long after capture the quickest packets of one host arrive here, in seconds: the least that was seen, rising
 * slowly so that it follows a drifting clock, and at once when the host's clock was set. Shared by all streams of a
 * participant, so that their sound and picture keep together.
 */
export class TransitDelay {
  #seconds: number | undefined;
  #leastInWindow = Number.POSITIVE_INFINITY;
  #windowEnd = Number.NEGATIVE_INFINITY;
  #packetsInWindow = 0;

  /** Half a millisecond for each second of difference and packet: a drift of 100 ppm is followed, a burst is not. */
  static readonly #rise = 0.0005;

  /** @returns never more than `seconds` */
  push(seconds: number, nowSeconds: number): number {
    if (this.#seconds === undefined || seconds < this.#seconds) this.#seconds = seconds;
    else this.#seconds += (seconds - this.#seconds) * TransitDelay.#rise;
    this.#leastInWindow = Math.min(this.#leastInWindow, seconds);
    this.#packetsInWindow += 1;
    if (nowSeconds >= this.#windowEnd && this.#packetsInWindow >= windowPackets) {
      if (this.#leastInWindow - this.#seconds > otherClockSeconds) this.#seconds = this.#leastInWindow;
      this.#leastInWindow = Number.POSITIVE_INFINITY;
      this.#packetsInWindow = 0;
      this.#windowEnd = nowSeconds + windowSeconds;
    }
    return this.#seconds;
  }
}

/** A report that is later than the line before it by less than this may have met a busy moment. */
const otherLineSeconds = 0.25;
/** As much of its lateness is believed: what stays is followed within a few reports, which come once a second. */
const lateShare = 0.2;

/**
 * Older than this on arrival: the report is of another clock, or the stream has begun anew. More than what a packet waits
 * while a machine that is too busy makes good what is due.
 */
const maxAgeSeconds = 12;

/**
 * Maps one stream's RTP timestamps to this host's clock: by the last sender report and the participant's transit delay;
 * by arrival before there is a report, and after one that does not fit.
 */
export class MediaClock {
  readonly #clockRate: number;
  readonly #transit: TransitDelay;
  readonly #unwrap = new Unwrap32();
  #report: { ntpSeconds: number; extended: number } | undefined;
  #firstArrival: { seconds: number; extended: number } | undefined;

  constructor(clockRate: number, transit: TransitDelay) {
    this.#clockRate = clockRate;
    this.#transit = transit;
  }

  /** Whether it goes by a report. */
  get hasReport(): boolean {
    return this.#report !== undefined;
  }

  /**
   * An SFU's reports go by when packets reached it, which is late at times and never early. So an earlier line is
   * followed at once, a later one by and by, and one that is far off at once: that is another line.
   */
  handleReport({ ntpSeconds, rtpTimestamp }: SenderReport): void {
    const extended = this.#unwrap.push(rtpTimestamp);
    const late = this.#report === undefined ? 0 : ntpSeconds - this.#captured(this.#report, extended);
    const isBurst = late > 0 && late < otherLineSeconds;
    this.#report = { ntpSeconds: isBurst ? ntpSeconds - late * (1 - lateShare) : ntpSeconds, extended };
  }

  /**
   * When the sample belongs, in seconds of the caller's clock: now or a few seconds ago, whatever the sender says.
   * @param nowSeconds when it arrived
   */
  mediaSeconds(timestamp: number, nowSeconds: number): number {
    const extended = this.#unwrap.push(timestamp);
    if (this.#report) {
      const captured = this.#captured(this.#report, extended);
      const seconds = captured + this.#transit.push(nowSeconds - captured, nowSeconds);
      if (nowSeconds - seconds <= maxAgeSeconds) return seconds;
      this.#report = undefined;
      this.#firstArrival = undefined;
    }
    return this.#byArrival(extended, nowSeconds);
  }

  #captured(report: { ntpSeconds: number; extended: number }, extended: number): number {
    return report.ntpSeconds + (extended - report.extended) / this.#clockRate;
  }

  /** Counted from the packet that was the quickest so far. */
  #byArrival(extended: number, nowSeconds: number): number {
    if (this.#firstArrival) {
      const seconds = this.#firstArrival.seconds + (extended - this.#firstArrival.extended) / this.#clockRate;
      if (seconds <= nowSeconds && nowSeconds - seconds <= maxAgeSeconds) return seconds;
    }
    this.#firstArrival = { seconds: nowSeconds, extended };
    return nowSeconds;
  }
}
