import type { SenderReport } from '../rtp/rtcp.ts';
import { Unwrap32 } from './unwrap.ts';

/**
 * How long after capture the quickest packets of one host arrive here, in seconds: the least that was seen, rising
 * slowly so that it follows a drifting clock. Shared by all streams of a participant, so that their sound and picture
 * keep together.
 */
export class TransitDelay {
  #seconds: number | undefined;

  /** Half a millisecond for each second of difference and packet: a drift of 100 ppm is followed, a burst is not. */
  static readonly #rise = 0.0005;

  push(seconds: number): number {
    if (this.#seconds === undefined || seconds < this.#seconds) this.#seconds = seconds;
    else this.#seconds += (seconds - this.#seconds) * TransitDelay.#rise;
    return this.#seconds;
  }
}

/**
 * Maps one stream's RTP timestamps to this host's clock: by the last sender report and the participant's transit delay;
 * by arrival before there is a report.
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

  /** Every report is followed: a layer switch shifts the line. */
  handleReport({ ntpSeconds, rtpTimestamp }: SenderReport): void {
    this.#report = { ntpSeconds, extended: this.#unwrap.push(rtpTimestamp) };
  }

  /** When the sample belongs, in seconds of the caller's clock. `nowSeconds` is when it arrived. */
  mediaSeconds(timestamp: number, nowSeconds: number): number {
    const extended = this.#unwrap.push(timestamp);
    if (this.#report) {
      const captured = this.#report.ntpSeconds + (extended - this.#report.extended) / this.#clockRate;
      return captured + this.#transit.push(nowSeconds - captured);
    }
    this.#firstArrival ??= { seconds: nowSeconds, extended };
    return this.#firstArrival.seconds + (extended - this.#firstArrival.extended) / this.#clockRate;
  }
}
