import type { RtpPacket } from '../rtp/packet.ts';

/** A packet of a stream that nobody has told of, and when it came, milliseconds since 1970. */
export interface EarlyPacket {
  readonly packet: RtpPacket;
  readonly nowMs: number;
}

/** An SFU sends as soon as a consumer is open; the state that names the stream is some messages behind. */
const maxAgeMs = 1000;
/** A key frame of each of nine people, and their sound. */
const maxPackets = 600;

/**
 * Packets that came before their stream was told of. The first of a stream is its key frame: who comes onto the stage, or
 * is there when a mixer takes over, is seen by it, and need not send another.
 */
export class EarlyPackets {
  #held: EarlyPacket[] = [];

  push(packet: RtpPacket, nowMs: number): void {
    const oldestMs = nowMs - maxAgeMs;
    while ((this.#held[0] && this.#held[0].nowMs < oldestMs) || this.#held.length >= maxPackets) this.#held.shift();
    this.#held.push({ packet, nowMs });
  }

  /** Takes what has come of a stream lately, in the order in which it came. */
  take(ssrc: number, nowMs: number): EarlyPacket[] {
    if (this.#held.length === 0) return [];
    const taken = this.#held.filter((held) => held.packet.ssrc === ssrc);
    if (taken.length > 0) this.#held = this.#held.filter((held) => held.packet.ssrc !== ssrc);
    return taken.filter((held) => nowMs - held.nowMs <= maxAgeMs);
  }
}
