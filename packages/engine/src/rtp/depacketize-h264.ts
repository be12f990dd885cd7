import { type CodedFrame, type Depacketizer, maxPackets } from './depacketizer.ts';
import type { RtpPacket } from './packet.ts';

const startCode = Buffer.from([0, 0, 0, 1]);
const nalTypeOf = (byte: number) => byte & 0x1f;
const idr = 5;
const stapA = 24;
const fuA = 28;

/** RFC 6184, packetization-mode 0 and 1, into Annex B access units. */
export class H264Depacketizer implements Depacketizer {
  #pieces: Buffer[] = [];
  #timestamp: number | undefined;
  #isKey = false;
  #isWhole = true;

  push({ payload, timestamp, marker }: RtpPacket): CodedFrame | undefined {
    if (payload.length === 0) return undefined;
    if (timestamp !== this.#timestamp) {
      this.#timestamp = timestamp;
      this.#pieces = [];
      this.#isKey = false;
      this.#isWhole = true;
    }
    // Each packet brings two pieces, or many when it is an aggregate.
    if (this.#pieces.length >= maxPackets * 2) this.reset();
    this.#take(payload);
    if (!marker || this.#pieces.length === 0) return undefined;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return this.#isWhole ? { bytes, timestamp, isKey: this.#isKey } : undefined;
  }

  reset(): void {
    this.#pieces = [];
    this.#isWhole = false;
  }

  #take(payload: Buffer): void {
    const indicator = payload.readUInt8(0);
    switch (nalTypeOf(indicator)) {
      case stapA:
        this.#takeAggregate(payload);
        return;
      case fuA:
        this.#takeFragment(payload, indicator);
        return;
      default:
        this.#takeUnit(payload);
    }
  }

  #takeUnit(unit: Buffer): void {
    if (nalTypeOf(unit[0] ?? 0) === idr) this.#isKey = true;
    this.#pieces.push(startCode, unit);
  }

  /** RFC 6184 §5.7.1: each unit with its size before it. */
  #takeAggregate(payload: Buffer): void {
    for (let at = 1; at + 2 < payload.length; ) {
      const size = payload.readUInt16BE(at);
      this.#takeUnit(payload.subarray(at + 2, at + 2 + size));
      at += 2 + size;
    }
  }

  /** RFC 6184 §5.8: the unit's header is split over indicator and fragment header. */
  #takeFragment(payload: Buffer, indicator: number): void {
    if (payload.length < 3) return;
    const header = payload.readUInt8(1);
    const isStart = (header & 0x80) !== 0;
    if (isStart) {
      if (nalTypeOf(header) === idr) this.#isKey = true;
      this.#pieces.push(startCode, Buffer.from([(indicator & 0xe0) | nalTypeOf(header)]));
    } else if (this.#pieces.length === 0) {
      this.#isWhole = false;
    }
    this.#pieces.push(payload.subarray(2));
  }
}
