export { Observable } from '@rostrum/lifecycle/observable';
export type { ConnectionQuality } from './connection-quality.ts';
export { type ConnectionStats, type ReceivedStream, wordFor } from './connection-stats.ts';
export { type DeviceProblem, deviceProblemOf } from './device-problem.ts';
export { type LevelMeter, levelOf, openLevelMeter } from './level-meter.ts';
export {
  type Capture,
  type DeviceChoice,
  type DeviceKind,
  type DeviceNotice,
  LocalMedia,
  type LocalMediaOptions,
  type LocalMediaState,
} from './local-media.ts';
export type { RemoteTrack } from './media-receive.ts';
export type { Moderation } from './moderation.ts';
export type { Promotion } from './promotion.ts';
export type { SocketState } from './resume-policy.ts';
export {
  StageClient,
  type StageClientOptions,
} from './stage-client.ts';
export type { StagePhase } from './stage-phase.ts';
export type { StageOccurrence, StageView } from './stage-view.ts';
