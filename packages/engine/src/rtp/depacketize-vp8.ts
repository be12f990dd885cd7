import { type CodedFrame, type Depacketizer, maxPackets } from './depacketizer.ts';
import type { RtpPacket } from './packet.ts';

/** Where the VP8 payload begins after its descriptor, RFC 7741 §4.2; beyond the end when the packet is too short. */
function descriptorBytes(payload: Buffer): number {
  const first = payload[0] ?? 0;
  if (!(first & 0x80)) return 1;
  const extensions = payload[1] ?? 0;
  let bytes = 2;
  if (extensions & 0x80) bytes += (payload[bytes] ?? 0) & 0x80 ? 2 : 1;
  if (extensions & 0x40) bytes += 1;
  if (extensions & 0x30) bytes += 1;
  return bytes;
}

/** RFC 7741. */
export class Vp8Depacketizer implements Depacketizer {
  #pieces: Buffer[] = [];
  #timestamp: number | undefined;
  #isKey = false;
  #isWhole = false;

  push({ payload, timestamp, marker }: RtpPacket): CodedFrame | undefined {
    const skip = descriptorBytes(payload);
    if (skip >= payload.length) return undefined;
    if (timestamp !== this.#timestamp) {
      this.#timestamp = timestamp;
      this.#pieces = [];
      const first = payload[0] ?? 0;
      // S bit and partition 0: "the first RTP packet of … a frame".
      this.#isWhole = (first & 0x10) !== 0 && (first & 0x07) === 0;
      // "P: inverse key frame flag", RFC 7741 §4.3.
      this.#isKey = ((payload[skip] ?? 1) & 1) === 0;
    }
    if (this.#pieces.length >= maxPackets) this.reset();
    this.#pieces.push(payload.subarray(skip));
    if (!marker) return undefined;
    const bytes = Buffer.concat(this.#pieces);
    this.#pieces = [];
    return this.#isWhole ? { bytes, timestamp, isKey: this.#isKey } : undefined;
  }

  reset(): void {
    this.#pieces = [];
    this.#isWhole = false;
  }
}
