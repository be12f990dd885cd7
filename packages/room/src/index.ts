export { programmeSpatialLayer, topSpatialLayer } from './layers.ts';
export { next, type RoomEvent } from './next.ts';
export { type Action, assertMay, may } from './permissions.ts';
export { type Candidate, place } from './placement.ts';
export {
  emptyRoom,
  type Member,
  type MemberMedia,
  memberOf,
  ownerOf,
  type Phase,
  type ProgrammeConsumer,
  type ProgrammePlacement,
  type RoomRecord,
  roomRecordVersion,
} from './room-record.ts';
export { programmeState, rtpStream, stageParticipants } from './views.ts';
