import type { RtpStream } from '@rostrum/protocol';

/** Seconds from 1900 (NTP) to 1970. */
const ntpEpochSeconds = 2_208_988_800;
const payloadBytes = 1100;

/** One RTP stream as an SFU would send it, with a timestamp and a number that begin anywhere. */
export class TestStream {
  readonly stream: RtpStream;
  #sequenceNumber: number;
  readonly #timestampOffset: number;

  constructor({ ssrc, codec }: { ssrc: number; codec: 'vp8' | 'opus' }) {
    const clockRate = codec === 'opus' ? 48_000 : 90_000;
    this.stream = { producerId: `p${ssrc}`, codec, payloadType: 100, clockRate, ssrc, paused: false };
    // Both wrap soon.
    this.#sequenceNumber = 0xfff0;
    this.#timestampOffset = 2 ** 32 - clockRate;
  }

  /** The packets of one frame. @param wallMs its time of capture */
  packets(frame: Uint8Array, wallMs: number): Buffer[] {
    const isVideo = this.stream.codec === 'vp8';
    const count = isVideo ? Math.ceil(frame.length / payloadBytes) : 1;
    return Array.from({ length: count }, (_, index) => {
      const isLast = index === count - 1;
      const header = Buffer.alloc(isVideo ? 13 : 12);
      header[0] = 0x80;
      header[1] = this.stream.payloadType | (isLast && isVideo ? 0x80 : 0);
      header.writeUInt16BE(this.#sequenceNumber, 2);
      header.writeUInt32BE(this.#timestampOf(wallMs), 4);
      header.writeUInt32BE(this.stream.ssrc, 8);
      if (isVideo) header[12] = index === 0 ? 0x10 : 0;
      this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
      const from = index * payloadBytes;
      return Buffer.concat([header, isVideo ? frame.subarray(from, from + payloadBytes) : frame]);
    });
  }

  senderReport(wallMs: number): Buffer {
    const report = Buffer.alloc(28);
    report.writeUInt32BE(0x80c80006, 0);
    report.writeUInt32BE(this.stream.ssrc, 4);
    report.writeUInt32BE(Math.floor(wallMs / 1000) + ntpEpochSeconds, 8);
    report.writeUInt32BE(Math.floor(((wallMs % 1000) / 1000) * 2 ** 32), 12);
    report.writeUInt32BE(this.#timestampOf(wallMs), 16);
    return report;
  }

  #timestampOf(wallMs: number): number {
    return (this.#timestampOffset + Math.round((wallMs % 1e6) * (this.stream.clockRate / 1000))) % 2 ** 32;
  }
}
