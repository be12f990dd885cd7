export {
  atTime,
  type Carried,
  type CarriedState,
  carriedDueMs,
  carriesAll,
  type Estimate,
  withEstimate,
  withStuck,
} from './carried.ts';
export {
  type CascadeInput,
  cascadeHops,
  type Hop,
  hopsTo,
  idlePipes,
  type Pipe,
  type PipedStream,
  type PipeEnd,
  pipeBetween,
  surplus,
} from './cascade.ts';
export { cascadeInput, heirOf, idleNodes, refugeOf, withoutNode } from './cascade-demand.ts';
export { landing } from './landing.ts';
export { type LayerLadder, spatialLayerFor, topSpatialLayer } from './layer-ladder.ts';
export {
  type ConsumerWish,
  consumerWish,
  type LayersInput,
  type LayerWishes,
  layerWishes,
  looksAtLayers,
} from './layers.ts';
export { next, type RoomEvent } from './next.ts';
export { isNextHand, maxHands } from './next-person.ts';
export { type Action, assertMay, assertMayModerate, may, type Person } from './permissions.ts';
export {
  type Candidate,
  type Distances,
  fits,
  nearKey,
  place,
  readDistances,
  shareOut,
  type Wanted,
} from './placement.ts';
export { programmeLayers, trackLayers } from './programme-layers.ts';
export { type MediaDrill, type MixerDrill, mediaReport, mixerReport } from './readiness.ts';
export {
  emptyRoom,
  type Grant,
  hasMemory,
  type LastPlace,
  type Member,
  type MemberMedia,
  type MemberProducer,
  memberOf,
  nodeOf,
  offerOf,
  ownerOf,
  type Phase,
  type PreparedMedia,
  type ProgrammeConsumer,
  type ProgrammePlacement,
  type RaisedHand,
  type RoomNode,
  type RoomRecord,
  readRecord,
  roleOf,
  roomRecordVersion,
  type StageOffer,
} from './room-record.ts';
export { SteadySpeaker } from './steady-speaker.ts';
export { decisions } from './timeline/decisions.ts';
export {
  entriesPerChunk,
  readTimeline,
  type TimelineStorage,
  type TimelineStretch,
  timelineKey,
  timelineStretches,
} from './timeline/read-timeline.ts';
export { type RenderCue, type RenderPlan, renderPlan } from './timeline/render-plan.ts';
export { emptyTimelineState, nextTimelineState, timelineState } from './timeline/timeline-state.ts';
export { handsFor, ownState, programmeMembers, programmeState, rtpStream, stageParticipants } from './views.ts';
