/** The fields of https://www.w3.org/TR/webrtc-stats/#inboundrtpstats-dict* that are read here. */
interface FrameEntry {
  readonly id: string;
  readonly type: string;
  readonly kind?: string;
  readonly framesDropped?: number;
  readonly framesDecoded?: number;
}

/** More of the pictures than this are dropped by a machine that cannot keep up. */
const strainedDropFraction = 1 / 3;
/** One such reading is a busy moment. */
const badReadings = 2;
/** With smaller pictures it goes well at once: that is no reason to make them larger, until it has gone well for a while. */
const calmReadings = 10;
/** A stream that hardly moves (a still screen) says nothing. */
const leastFrames = 20;

/** Whether this machine keeps up with the pictures that it decodes, from one reading of the statistics to the next. */
export class DecoderStrain {
  #isStrained = false;
  /** Readings in a row that say the opposite of what is held. */
  #against = 0;
  #before: ReadonlyMap<string, FrameEntry> = new Map();

  get isStrained(): boolean {
    return this.#isStrained;
  }

  /** @returns whether it is strained now */
  read(entries: Iterable<FrameEntry>): boolean {
    const now = new Map<string, FrameEntry>();
    let dropped = 0;
    let decoded = 0;
    for (const entry of entries) {
      if (entry.type !== 'inbound-rtp' || entry.kind !== 'video') continue;
      now.set(entry.id, entry);
      const before = this.#before.get(entry.id);
      dropped += Math.max(0, (entry.framesDropped ?? 0) - (before?.framesDropped ?? 0));
      decoded += Math.max(0, (entry.framesDecoded ?? 0) - (before?.framesDecoded ?? 0));
    }
    this.#before = now;
    const isBad = dropped + decoded >= leastFrames && dropped / (dropped + decoded) > strainedDropFraction;
    this.#against = isBad === this.#isStrained ? 0 : this.#against + 1;
    if (this.#against >= (this.#isStrained ? calmReadings : badReadings)) {
      this.#isStrained = isBad;
      this.#against = 0;
    }
    return this.#isStrained;
  }
}
