/** One RTP packet, RFC 3550 §5.1. `payload` is a view into the datagram. */
export interface RtpPacket {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly marker: boolean;
  /** 16 bits. */
  readonly sequenceNumber: number;
  /** 32 bits, in the codec's clock rate. */
  readonly timestamp: number;
  readonly payload: Buffer;
}

const headerBytes = 12;

/** Reads a packet, or answers undefined for what is none. */
export function readRtp(datagram: Buffer): RtpPacket | undefined {
  if (datagram.length < headerBytes) return undefined;
  const first = datagram.readUInt8(0);
  if (first >> 6 !== 2) return undefined;
  let start = headerBytes + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (datagram.length < start + 4) return undefined;
    start += 4 + datagram.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? datagram.readUInt8(datagram.length - 1) : 0;
  const end = datagram.length - padding;
  if (start > end) return undefined;
  const second = datagram.readUInt8(1);
  return {
    ssrc: datagram.readUInt32BE(8),
    payloadType: second & 0x7f,
    marker: second >> 7 === 1,
    sequenceNumber: datagram.readUInt16BE(2),
    timestamp: datagram.readUInt32BE(4),
    payload: datagram.subarray(start, end),
  };
}

/** "RTCP packet types … 192 to 223": how RTP and RTCP are told apart on one port (RFC 5761 §4). */
export function isRtcp(datagram: Buffer): boolean {
  const type = datagram[1] ?? 0;
  return type >= 192 && type <= 223;
}
