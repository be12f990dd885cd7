import type { Depacketizer } from './depacketizer.ts';

/** One packet is one frame, RFC 7587 §4.2. */
export const opusDepacketizer = (): Depacketizer => ({
  push: ({ payload, timestamp }) => (payload.length > 0 ? { bytes: payload, timestamp, isKey: true } : undefined),
  reset: () => undefined,
});
