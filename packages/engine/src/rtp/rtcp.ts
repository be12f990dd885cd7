/** The part of a sender report that ties a stream's clock to wall clock, RFC 3550 §6.4.1. */
export interface SenderReport {
  readonly ssrc: number;
  /** Seconds since 1970. */
  readonly ntpSeconds: number;
  readonly rtpTimestamp: number;
}

/** NTP counts from 1900. */
const secondsFrom1900To1970 = 2_208_988_800;
const senderReportType = 200;
const transportFeedbackType = 205;
const payloadFeedbackType = 206;
const genericNack = 1;
const pictureLossIndication = 1;

/** The sender reports of a compound packet; what else is in it does not concern a receiver that only mixes. */
export function readSenderReports(datagram: Buffer): SenderReport[] {
  const reports: SenderReport[] = [];
  for (let at = 0; at + 8 <= datagram.length; ) {
    const bytes = (datagram.readUInt16BE(at + 2) + 1) * 4;
    if (datagram.readUInt8(at + 1) === senderReportType && at + 28 <= datagram.length) {
      reports.push({
        ssrc: datagram.readUInt32BE(at + 4),
        ntpSeconds: datagram.readUInt32BE(at + 8) - secondsFrom1900To1970 + datagram.readUInt32BE(at + 12) / 2 ** 32,
        rtpTimestamp: datagram.readUInt32BE(at + 16),
      });
    }
    at += bytes;
  }
  return reports;
}

function feedback(type: number, format: number, { sender, media, fci }: Feedback): Buffer {
  const packet = Buffer.alloc(12 + fci.length * 4);
  packet.writeUInt8(0x80 | format, 0);
  packet.writeUInt8(type, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  packet.writeUInt32BE(sender, 4);
  packet.writeUInt32BE(media, 8);
  for (const [index, word] of fci.entries()) packet.writeUInt32BE(word, 12 + index * 4);
  return packet;
}

interface Feedback {
  readonly sender: number;
  readonly media: number;
  readonly fci: readonly number[];
}

/** Asks for a key frame, RFC 4585 §6.3.1. */
export const pictureLoss = (sender: number, media: number): Buffer =>
  feedback(payloadFeedbackType, pictureLossIndication, { sender, media, fci: [] });

/** Asks for packets again, RFC 4585 §6.2.1: each word is one number and a mask of the 16 that follow it. */
export function nack(sender: number, media: number, sequenceNumbers: readonly number[]): Buffer {
  const fci: number[] = [];
  let base: number | undefined;
  let mask = 0;
  const flush = () => {
    if (base !== undefined) fci.push(((base << 16) | mask) >>> 0);
  };
  for (const sequenceNumber of sequenceNumbers) {
    const distance = base === undefined ? 0 : (sequenceNumber - base) & 0xffff;
    if (base !== undefined && distance >= 1 && distance <= 16) {
      mask |= 1 << (distance - 1);
      continue;
    }
    flush();
    base = sequenceNumber;
    mask = 0;
  }
  flush();
  return feedback(transportFeedbackType, genericNack, { sender, media, fci });
}

/** A receiver report without blocks, RFC 3550 §6.4.2: opens the way through a firewall, and says that we listen. */
export function emptyReceiverReport(sender: number): Buffer {
  const packet = Buffer.alloc(8);
  packet.writeUInt8(0x80, 0);
  packet.writeUInt8(201, 1);
  packet.writeUInt16BE(1, 2);
  packet.writeUInt32BE(sender, 4);
  return packet;
}
