import type {
  ConsumerFacts,
  NodeId,
  ParticipantId,
  ProducerFacts,
  ProgrammeId,
  Role,
  RtpAddress,
  RtpCapabilities,
  RtpParameters,
  WebinarId,
} from '@rostrum/protocol';

/** How a member's media reaches the SFU. */
export type MemberMedia =
  | {
      readonly kind: 'webrtc';
      readonly sendTransportId: string;
      readonly receiveTransportId: string;
      readonly rtpCapabilities: RtpCapabilities;
      readonly consumers: readonly ConsumerFacts[];
    }
  | { readonly kind: 'plain'; readonly sendTransportId: string };

export interface Member {
  readonly id: ParticipantId;
  readonly name: string;
  readonly role: Role;
  /** Their socket is away since then, milliseconds since 1970; their media goes on. */
  readonly awaySinceMs: number | null;
  /** Null after the SFU was lost, until they join again. */
  readonly media: MemberMedia | null;
  readonly producers: readonly ProducerFacts[];
}

/** One producer as the mixer gets it. */
export interface ProgrammeConsumer {
  readonly consumerId: string;
  readonly producerId: string;
  readonly rtpParameters: RtpParameters;
  readonly spatialLayer: number;
}

/** Where the programme runs. */
export interface ProgrammePlacement {
  readonly epoch: number;
  readonly mixerNodeId: NodeId;
  /** Where the mixer takes RTP. */
  readonly rtp: RtpAddress;
  /** The SFU's plain transport towards the mixer; null after the SFU was lost. */
  readonly transportId: string | null;
  readonly consumers: readonly ProgrammeConsumer[];
}

export type Phase =
  | { readonly name: 'scheduled' }
  | {
      readonly name: 'live';
      readonly programmeId: ProgrammeId;
      readonly startedAtMs: number;
      /** Null while no mixer has it. */
      readonly placement: ProgrammePlacement | null;
    }
  | {
      readonly name: 'ended';
      readonly endedAtMs: number;
      readonly programme: { readonly id: ProgrammeId; readonly startedAtMs: number } | null;
    };

/**
 * All that a room's owner knows, as plain data: kept in Redis after each change, so that another control process can go
 * on where this one stopped.
 */
export interface RoomRecord {
  readonly id: WebinarId;
  /** Grows by one with each change. */
  readonly revision: number;
  readonly phase: Phase;
  /** The SFU that holds the room's router. */
  readonly sfu: { readonly nodeId: NodeId; readonly epoch: number } | null;
  /** In order of joining. */
  readonly members: readonly Member[];
  readonly speaker: ParticipantId | null;
}

/** Grows with each change of `RoomRecord` after which an older process's record could not be gone on with. */
export const roomRecordVersion = 1;

export const emptyRoom = (id: WebinarId, phase: Phase): RoomRecord => ({
  id,
  revision: 0,
  phase,
  sfu: null,
  members: [],
  speaker: null,
});

export const memberOf = (record: RoomRecord, id: ParticipantId): Member | undefined =>
  record.members.find((member) => member.id === id);

export const ownerOf = (record: RoomRecord, producerId: string): Member | undefined =>
  record.members.find((member) => member.producers.some((producer) => producer.producerId === producerId));
