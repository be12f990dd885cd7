import type { RtpPacket } from '../rtp/packet.ts';

interface Early {
  readonly packet: RtpPacket;
  readonly atMs: number;
}

/** The SFU sends a stream as soon as it can, and the room's word of it comes a moment later. */
const keptMs = 1000;
/** A key frame of 720 lines has about a hundred packets. */
const mostKept = 1000;

/** Packets of streams that are not known yet. Without them the key frame that a picture begins with is missed, and the next comes late. */
export class EarlyPackets {
  #kept: Early[] = [];

  keep(packet: RtpPacket, atMs: number): void {
    this.#forgetBefore(atMs - keptMs);
    if (this.#kept.length >= mostKept) this.#kept.shift();
    this.#kept.push({ packet, atMs });
  }

  /** Hands over those of streams that `take` knows by now, as they came. The others wait on. */
  give(take: (packet: RtpPacket, atMs: number) => boolean): void {
    this.#kept = this.#kept.filter(({ packet, atMs }) => !take(packet, atMs));
  }

  #forgetBefore(ms: number): void {
    const first = this.#kept.findIndex(({ atMs }) => atMs >= ms);
    if (first !== 0) this.#kept = first < 0 ? [] : this.#kept.slice(first);
  }
}
