import type { RtpPacket } from './packet.ts';

/** One coded picture or block of sound, as a decoder takes it. */
export interface CodedFrame {
  readonly bytes: Buffer;
  /** RTP timestamp, 32 bits. */
  readonly timestamp: number;
  readonly isKey: boolean;
}

/** A frame of more packets than this (12 MB) never ends: it is given up before it fills the memory. */
export const maxPackets = 8192;

/** Puts frames together from packets in order. */
export interface Depacketizer {
  /** The frame that this packet completes, if any. */
  push(packet: RtpPacket): CodedFrame | undefined;
  /** Packets were lost before the next one: the frame that was being put together is given up. */
  reset(): void;
}
