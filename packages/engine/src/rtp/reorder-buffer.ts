import type { RtpPacket } from './packet.ts';

export interface ReorderOptions {
  /** A hole is given up after this long. Long enough for a retransmission or two, shorter than the programme's delay. */
  readonly maxWaitMs: number;
  /** Packets in order. */
  readonly onPacket: (packet: RtpPacket) => void;
  /** Packets were given up: what follows does not continue what was before. */
  readonly onLoss: () => void;
}

/** Farther away than this, ahead or behind, is no late packet: it is a stray one, or a stream that started anew. */
const maxHole = 512;
/** Between two requests for the same packet. */
const nackIntervalMs = 40;
const maxNacks = 4;

interface Hole {
  readonly sinceMs: number;
  nextNackMs: number;
  nacks: number;
}

/** Puts the packets of one stream in order, asks for what is missing, and goes on without what does not come. */
export class ReorderBuffer {
  readonly #options: ReorderOptions;
  readonly #waiting = new Map<number, RtpPacket>();
  readonly #holes = new Map<number, Hole>();
  #next: number | undefined;
  #stray: RtpPacket | undefined;
  lostPackets = 0;

  constructor(options: ReorderOptions) {
    this.#options = options;
  }

  push(packet: RtpPacket, nowMs: number): void {
    const { sequenceNumber } = packet;
    this.#next ??= sequenceNumber;
    const ahead = (sequenceNumber - this.#next) & 0xffff;
    if (ahead > maxHole && ahead < 0x10000 - maxHole) {
      this.#handleStray(packet);
      return;
    }
    this.#stray = undefined;
    if (ahead > maxHole) return; // Already given up, or here twice.
    this.#markHoles(ahead, nowMs);
    this.#holes.delete(sequenceNumber);
    this.#waiting.set(sequenceNumber, packet);
    this.#release();
  }

  /** Numbers to be asked for now. Gives up the holes that are too old. */
  missing(nowMs: number): number[] {
    let oldest: Hole | undefined;
    const wanted: number[] = [];
    for (const [sequenceNumber, hole] of this.#holes) {
      oldest ??= hole;
      if (hole.nextNackMs > nowMs || hole.nacks >= maxNacks) continue;
      hole.nacks += 1;
      hole.nextNackMs = nowMs + nackIntervalMs;
      wanted.push(sequenceNumber);
    }
    if (oldest && nowMs - oldest.sinceMs >= this.#options.maxWaitMs) this.#giveUp(nowMs);
    return wanted;
  }

  #markHoles(ahead: number, nowMs: number): void {
    const next = this.#next ?? 0;
    for (let distance = 0; distance < ahead; distance += 1) {
      const sequenceNumber = (next + distance) & 0xffff;
      if (this.#waiting.has(sequenceNumber) || this.#holes.has(sequenceNumber)) continue;
      this.#holes.set(sequenceNumber, { sinceMs: nowMs, nextNackMs: nowMs, nacks: 0 });
    }
  }

  #release(): void {
    for (;;) {
      const next = this.#next ?? 0;
      const packet = this.#waiting.get(next);
      if (!packet) return;
      this.#waiting.delete(next);
      this.#next = (next + 1) & 0xffff;
      this.#options.onPacket(packet);
    }
  }

  /** Skips the holes that have waited too long, up to the next packet that is there. */
  #giveUp(nowMs: number): void {
    let lost = 0;
    for (;;) {
      const next = this.#next ?? 0;
      const hole = this.#holes.get(next);
      if (!hole || nowMs - hole.sinceMs < this.#options.maxWaitMs) break;
      this.#holes.delete(next);
      this.#next = (next + 1) & 0xffff;
      lost += 1;
    }
    if (lost === 0) return;
    this.lostPackets += lost;
    this.#options.onLoss();
    this.#release();
  }

  /** "Two sequential packets -- assume that the other side restarted without telling us" (RFC 3550 §A.1). */
  #handleStray(packet: RtpPacket): void {
    const before = this.#stray;
    this.#stray = packet;
    if (!before || packet.sequenceNumber !== ((before.sequenceNumber + 1) & 0xffff)) return;
    this.#stray = undefined;
    this.#waiting.clear();
    this.#holes.clear();
    this.#next = before.sequenceNumber;
    this.#options.onLoss();
    for (const one of [before, packet]) this.#waiting.set(one.sequenceNumber, one);
    this.#release();
  }
}
