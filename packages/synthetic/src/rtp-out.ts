import { randomInt } from 'node:crypto';

/** Seconds from 1900 (NTP) to 1970, RFC 5905 §6. */
const ntpEpochSeconds = 2_208_988_800;
/** Packets kept for those who missed one; more than a second of video. */
const historyPackets = 512;

/** One RTP stream that is sent (RFC 3550): numbers packets, remembers them, and reports. */
export class RtpOut {
  readonly ssrc = randomInt(1, 2 ** 32);
  readonly payloadType: number;
  readonly clockRate: number;
  readonly #timestampOffset = randomInt(2 ** 32);
  readonly #history: (Buffer | undefined)[] = new Array(historyPackets).fill(undefined);
  readonly #cname: string;
  #sequenceNumber = randomInt(2 ** 15);
  #packets = 0;
  #octets = 0;

  constructor({ payloadType, clockRate, cname }: { payloadType: number; clockRate: number; cname: string }) {
    this.payloadType = payloadType;
    this.clockRate = clockRate;
    this.#cname = cname;
  }

  /** Packets of one frame, the last with the marker bit. `wallMs` is the time of its capture. */
  packets(payloads: readonly Uint8Array[], { wallMs, marker }: { wallMs: number; marker: boolean }): Buffer[] {
    const timestamp = this.#timestamp(wallMs);
    return payloads.map((payload, index) => {
      const packet = Buffer.allocUnsafe(12 + payload.length);
      packet[0] = 0x80;
      packet[1] = (marker && index === payloads.length - 1 ? 0x80 : 0) | this.payloadType;
      packet.writeUInt16BE(this.#sequenceNumber, 2);
      packet.writeUInt32BE(timestamp, 4);
      packet.writeUInt32BE(this.ssrc, 8);
      packet.set(payload, 12);
      this.#history[this.#sequenceNumber % historyPackets] = packet;
      this.#sequenceNumber = (this.#sequenceNumber + 1) & 0xffff;
      this.#packets += 1;
      this.#octets += payload.length;
      return packet;
    });
  }

  /** A packet that was sent, if it is still kept. */
  sent(sequenceNumber: number): Buffer | undefined {
    const packet = this.#history[sequenceNumber % historyPackets];
    return packet?.readUInt16BE(2) === sequenceNumber ? packet : undefined;
  }

  /** Sender report and the stream's name, RFC 3550 §6.4.1 and §6.5.1: which wall clock belongs to which timestamp. */
  senderReport(wallMs: number): Buffer {
    const seconds = Math.floor(wallMs / 1000);
    const report = Buffer.alloc(28);
    report[0] = 0x80;
    report[1] = 200;
    report.writeUInt16BE(6, 2);
    report.writeUInt32BE(this.ssrc, 4);
    report.writeUInt32BE((seconds + ntpEpochSeconds) % 2 ** 32, 8);
    report.writeUInt32BE(Math.floor(((wallMs - seconds * 1000) / 1000) * 2 ** 32), 12);
    report.writeUInt32BE(this.#timestamp(wallMs), 16);
    report.writeUInt32BE(this.#packets % 2 ** 32, 20);
    report.writeUInt32BE(this.#octets % 2 ** 32, 24);
    return Buffer.concat([report, this.#description()]);
  }

  #timestamp(wallMs: number): number {
    return (this.#timestampOffset + Math.round((wallMs * this.clockRate) / 1000)) % 2 ** 32;
  }

  #description(): Buffer {
    const name = Buffer.from(this.#cname);
    // One chunk: SSRC, CNAME item, and zeros up to a whole word, at least one.
    const chunkBytes = Math.ceil((4 + 2 + name.length + 1) / 4) * 4;
    const packet = Buffer.alloc(4 + chunkBytes);
    packet[0] = 0x81;
    packet[1] = 202;
    packet.writeUInt16BE(chunkBytes / 4, 2);
    packet.writeUInt32BE(this.ssrc, 4);
    packet[8] = 1;
    packet[9] = name.length;
    name.copy(packet, 10);
    return packet;
  }
}
