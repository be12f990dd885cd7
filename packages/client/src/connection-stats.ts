import { type ConnectionQuality, qualityOf } from './connection-quality.ts';

/** The fields of https://www.w3.org/TR/webrtc-stats/ that are read here. */
export interface StreamEntry {
  readonly id: string;
  readonly type: string;
  /** ms */
  readonly timestamp: number;
  readonly kind?: string;
  readonly rid?: string;
  readonly active?: boolean;
  readonly trackIdentifier?: string;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly framesDropped?: number;
  readonly framesDecoded?: number;
  readonly fractionLost?: number;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
}

/** One stream that is received, over the last seconds. */
export interface ReceivedStream {
  readonly kbps: number;
  readonly lossFraction: number;
  /** Of the picture, when it is one. */
  readonly height: number | undefined;
  readonly framesPerSecond: number | undefined;
}

/** What this page sends and receives, over the last seconds. */
export interface ConnectionStats {
  readonly upKbps: number;
  readonly downKbps: number;
  readonly roundTripMs: number | undefined;
  /** Of what this page sends, as the other side reports it; 0 to 1. */
  readonly sentLossFraction: number;
  /** Heights of the camera and screen layers that are sent now, smallest first. */
  readonly sentHeights: readonly number[];
  /** By the id of the received track. */
  readonly received: ReadonlyMap<string, ReceivedStream>;
}

export const noStats: ConnectionStats = {
  upKbps: 0,
  downKbps: 0,
  roundTripMs: undefined,
  sentLossFraction: 0,
  sentHeights: [],
  received: new Map(),
};

type Counted = Pick<StreamEntry, 'timestamp' | 'packetsReceived' | 'packetsLost'> & { readonly bytes: number };
/** The counters of the last reading, by the id of their entry. */
export type StreamCounts = ReadonlyMap<string, Counted>;

/** The rates between the last reading and this one. A stream that was not there before has none yet. */
export function readStreams(
  entries: Iterable<StreamEntry>,
  before: StreamCounts,
): { stats: ConnectionStats; counts: StreamCounts } {
  const counts = new Map<string, Counted>();
  const received = new Map<string, ReceivedStream>();
  const heights: number[] = [];
  let { upKbps, downKbps, roundTripMs, sentLossFraction } = noStats;
  for (const entry of entries) {
    const bytes = entry.bytesSent ?? entry.bytesReceived ?? 0;
    if (entry.type === 'inbound-rtp' || entry.type === 'outbound-rtp') counts.set(entry.id, { ...entry, bytes });
    const kbps = rateOf(entry, bytes, before.get(entry.id));
    if (entry.type === 'outbound-rtp') {
      upKbps += kbps;
      if (entry.kind === 'video' && kbps > 0 && entry.frameHeight) heights.push(entry.frameHeight);
    } else if (entry.type === 'inbound-rtp') {
      downKbps += kbps;
      if (entry.trackIdentifier !== undefined) received.set(entry.trackIdentifier, streamOf(entry, kbps, before));
    } else if (entry.type === 'remote-inbound-rtp') {
      sentLossFraction = Math.max(sentLossFraction, entry.fractionLost ?? 0);
    } else if (entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime !== undefined) {
      roundTripMs = Math.max(roundTripMs ?? 0, Math.round(entry.currentRoundTripTime * 1000));
    }
  }
  heights.sort((a, b) => a - b);
  return { stats: { upKbps, downKbps, roundTripMs, sentLossFraction, sentHeights: heights, received }, counts };
}

/** kbit/s; a counter that went back belongs to another stream. */
function rateOf({ timestamp }: StreamEntry, bytes: number, before: Counted | undefined): number {
  if (!before || timestamp <= before.timestamp || bytes < before.bytes) return 0;
  return Math.round(((bytes - before.bytes) * 8) / (timestamp - before.timestamp));
}

function streamOf(entry: StreamEntry, kbps: number, before: StreamCounts): ReceivedStream {
  const last = before.get(entry.id);
  const lost = Math.max(0, (entry.packetsLost ?? 0) - (last?.packetsLost ?? 0));
  const came = Math.max(0, (entry.packetsReceived ?? 0) - (last?.packetsReceived ?? 0));
  return {
    kbps,
    lossFraction: lost + came === 0 ? 0 : lost / (lost + came),
    height: entry.kind === 'video' ? entry.frameHeight : undefined,
    framesPerSecond: entry.kind === 'video' ? entry.framesPerSecond : undefined,
  };
}

/**
 * One word for what comes from a person: their own loss on the way to us, over our round trip. `unknown` while nothing
 * of them is received, which says nothing about their connection.
 */
export function wordFor(streams: readonly ReceivedStream[], roundTripMs: number | undefined): ConnectionQuality {
  const flowing = streams.filter(({ kbps }) => kbps > 0);
  if (flowing.length === 0) return 'unknown';
  return qualityOf({ roundTripMs, lossFraction: Math.max(...flowing.map(({ lossFraction }) => lossFraction)) });
}
