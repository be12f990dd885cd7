import {
  type ConsumerFacts,
  defaultProduction,
  type NodeId,
  type ParticipantId,
  type Place,
  type ProducerFacts,
  type Production,
  type ProgrammeId,
  type Role,
  type RtpAddress,
  type RtpCapabilities,
  type RtpParameters,
  type TimelineEntry,
  type WebinarId,
  type WebRtcTransportOptions,
} from '@rostrum/protocol';
import type { Pipe, PipedStream } from './cascade.ts';

/** How a member's media reaches the SFU. */
export type MemberMedia =
  | {
      readonly kind: 'webrtc';
      /** The node that both transports are on. */
      readonly nodeId: NodeId;
      readonly sendTransportId: string;
      readonly receiveTransportId: string;
      readonly rtpCapabilities: RtpCapabilities;
      readonly consumers: readonly ConsumerFacts[];
    }
  | { readonly kind: 'plain'; readonly nodeId: NodeId; readonly sendTransportId: string };

/** A source that a member sends. */
export interface MemberProducer extends ProducerFacts {
  /** Simulcast layers that it can send; 1 without simulcast. */
  readonly layers: number;
  /** Of the whole picture, as its page said when it began; absent when it did not. */
  readonly lines?: number | undefined;
}

export interface Member {
  readonly id: ParticipantId;
  readonly name: string;
  /** Stands below the name, where there is one. */
  readonly title?: string;
  /** The one that counts: a grant goes before the link. */
  readonly role: Role;
  readonly place: Place;
  /** Came from the audience. */
  readonly isPromoted: boolean;
  /** Their socket is away since then, milliseconds since 1970; their media goes on. */
  readonly awaySinceMs: number | null;
  /** Null after their SFU node was lost, until they are moved to another or join again. */
  readonly media: MemberMedia | null;
  readonly producers: readonly MemberProducer[];
}

/** A right beyond that of the person's link, until it is taken back: a reload keeps it. */
export type Grant = 'co-host' | 'presenter';

export interface RaisedHand {
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly atMs: number;
}

/** What was opened ahead for somebody in the lobby, or who is asked on stage. Nothing flows through it, either way. */
export interface PreparedMedia {
  /** The node that both transports are on. */
  readonly nodeId: NodeId;
  readonly send: WebRtcTransportOptions;
  readonly receive: WebRtcTransportOptions;
  /** Paused at the SFU, and nobody has a consumer of them. */
  readonly producers: readonly MemberProducer[];
  /** Paused; of what was sent on the stage when they were made. */
  readonly consumers: readonly ConsumerFacts[];
}

/** A viewer was asked to come on stage, and has not come yet. */
export interface StageOffer {
  readonly participantId: ParticipantId;
  readonly name: string;
  /** The name of who asked. */
  readonly by: string;
  /** When it closes by itself, milliseconds since 1970. */
  readonly untilMs: number;
}

/** Where somebody was when they left the stage. */
export interface LastPlace {
  readonly place: Place;
  readonly leftAtMs: number;
}

/** One producer as the mixer gets it. */
export interface ProgrammeConsumer {
  readonly consumerId: string;
  readonly producerId: string;
  readonly rtpParameters: RtpParameters;
  readonly spatialLayer: number;
  /** Only to be kept: the programme shows another one of the same producer. */
  readonly forTrack?: boolean;
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
      /** Each source is kept as it arrives, too. */
      readonly recordsTracks?: boolean;
      /** Null while no mixer has it. */
      readonly placement: ProgrammePlacement | null;
    }
  | {
      readonly name: 'ended';
      readonly endedAtMs: number;
      readonly programme: { readonly id: ProgrammeId; readonly startedAtMs: number } | null;
    };

/** One node's router of a room. Whatever the node says of an older epoch's is not heard. */
export interface RoomNode {
  readonly nodeId: NodeId;
  readonly epoch: number;
  readonly region: string;
}

/**
 * All that a room's owner knows, as plain data: kept in Redis after each change, so that another control process can go
 * on where this one stopped.
 */
export interface RoomRecord {
  readonly id: WebinarId;
  /** Grows by one with each change. */
  readonly revision: number;
  readonly phase: Phase;
  /** The SFU nodes that hold a router of the room, in order of opening. */
  readonly nodes: readonly RoomNode[];
  /** Of these the one where everybody is received, for the mixer; null while there is none. */
  readonly home: NodeId | null;
  /** Of these the ones that wait to take over from another: the first goes first. */
  readonly standbys: readonly NodeId[];
  readonly pipes: readonly Pipe[];
  /** What goes through the pipes. */
  readonly streams: readonly PipedStream[];
  /** In order of joining. */
  readonly members: readonly Member[];
  readonly speaker: ParticipantId | null;
  readonly grants: Readonly<Record<ParticipantId, Grant>>;
  /** Who is not let in again. */
  readonly removed: readonly ParticipantId[];
  readonly lastPlaces: Readonly<Record<ParticipantId, LastPlace>>;
  readonly stageLocked: boolean;
  /** In order of raising. */
  readonly hands: readonly RaisedHand[];
  readonly offers: readonly StageOffer[];
  readonly prepared: Readonly<Record<ParticipantId, PreparedMedia>>;
  /** What is connected already of members' media at the node that waits, should theirs be lost. Nothing flows through it. */
  readonly spares: Readonly<Record<ParticipantId, PreparedMedia>>;
  /** What the host directs. */
  readonly production: Production;
  /** Of the programme's timeline, what is not in storage yet. */
  readonly unkept: readonly TimelineEntry[];
}

/** Grows with each change of `RoomRecord` after which an older process's record could not be gone on with. */
export const roomRecordVersion = 5;

export const emptyRoom = (id: WebinarId, phase: Phase): RoomRecord => ({
  id,
  revision: 0,
  phase,
  nodes: [],
  home: null,
  standbys: [],
  pipes: [],
  streams: [],
  members: [],
  speaker: null,
  grants: {},
  removed: [],
  lastPlaces: {},
  stageLocked: false,
  hands: [],
  offers: [],
  prepared: {},
  spares: {},
  production: defaultProduction,
  unkept: [],
});

/** A kept record, also of a process that knew less: what it had no word for is as in an empty room. */
export function readRecord(text: string): RoomRecord {
  // Written by this code and by nobody else: the version is in the key.
  const kept = JSON.parse(text) as RoomRecord;
  return { ...emptyRoom(kept.id, kept.phase), ...kept };
}

const untouched = JSON.stringify(defaultProduction);

/** Something is known of people, or was prepared, that must outlive an empty room. */
export const hasMemory = ({ grants, removed, stageLocked, production, unkept }: RoomRecord): boolean =>
  stageLocked ||
  unkept.length > 0 ||
  removed.length > 0 ||
  Object.keys(grants).length > 0 ||
  JSON.stringify(production) !== untouched;

export const nodeOf = (record: RoomRecord, id: NodeId | null): RoomNode | undefined =>
  record.nodes.find(({ nodeId }) => nodeId === id);

export const memberOf = (record: RoomRecord, id: ParticipantId): Member | undefined =>
  record.members.find((member) => member.id === id);

export const offerOf = (record: RoomRecord, id: ParticipantId): StageOffer | undefined =>
  record.offers.find((offer) => offer.participantId === id);

/** The role that counts now. */
export const roleOf = (record: RoomRecord, { id, role }: { id: ParticipantId; role: Role }): Role =>
  record.grants[id] ?? role;

export const ownerOf = (record: RoomRecord, producerId: string): Member | undefined =>
  record.members.find((member) => member.producers.some((producer) => producer.producerId === producerId));
