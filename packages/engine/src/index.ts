export { type MixClock, wallClockMs } from './clock/mix-clock.ts';
export { LiveMix, type LiveMixOptions, type LiveMixStats } from './live-mix.ts';
export type { FeedbackSender } from './media/stream-receiver.ts';
export { ladderOf, type Rung } from './output/ladder.ts';
export { type AnnouncedRendition, type Cadence, cadenceOf, type OutputPart } from './output/part.ts';
export { emptyReceiverReport, nack, pictureLoss } from './rtp/rtcp.ts';
export { type MixCue, OfflineMix, type OfflineMixOptions } from './tracks/offline-mix.ts';
export {
  readTrackChunk,
  type Track,
  type TrackFrame,
  trackKey,
  writeTrackChunk,
} from './tracks/track-chunk.ts';
export { warmUp } from './warm-up.ts';
