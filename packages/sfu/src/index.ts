export type { VideoCodec } from './media-codecs.ts';
export { roomOf, sfuHandlers } from './sfu-handlers.ts';
export { SfuNode, type SfuNodeOptions } from './sfu-node.ts';
export type { RoomRef, SfuRoom, SfuRoomEvents } from './sfu-room.ts';
export type { RtcAddress } from './sfu-worker.ts';
