import type { Epochs, Journals, NodeRecord, Snapshots } from '@rostrum/cluster';
import type { Clock } from '@rostrum/lifecycle';
import type { LinkPeer } from '@rostrum/link';
import type {
  AssetUse,
  Branding,
  Canvas,
  CaptionTrack,
  LinkDefinition,
  mixerLink,
  NodeId,
  nothing,
  StandbyPolicy,
  sfuLink,
  WebinarFacts,
} from '@rostrum/protocol';
import type { Distances } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import type { ExpectedLoads } from '../nodes/expected-loads.ts';
import type { RoomLease } from './room-lease.ts';
import type { TimelineKeeping } from './timeline.ts';

/** The nodes of one kind, as a room needs them. */
export interface MediaNodeLinks<Remote extends LinkDefinition> {
  /** Those that are announced now. @throws Fault REDIS_UNAVAILABLE */
  nodes(): Promise<NodeRecord[]>;
  /** @throws Fault LINK_CLOSED when the node cannot be reached */
  to(nodeId: NodeId): Promise<Pick<LinkPeer<typeof nothing, Remote>, 'request'>>;
  /** Somebody's media does not get through to the node. */
  doubt(nodeId: NodeId): void;
}

export type SfuPeer = Awaited<ReturnType<MediaNodeLinks<typeof sfuLink>['to']>>;

/** What a room needs from its surroundings. */
export interface RoomDeps {
  readonly sfus: MediaNodeLinks<typeof sfuLink>;
  readonly mixers: MediaNodeLinks<typeof mixerLink>;
  readonly epochs: Pick<Epochs, 'next'>;
  readonly snapshots: Pick<Snapshots, 'save'>;
  readonly chats: Pick<Journals, 'append' | 'load'>;
  readonly lease: RoomLease;
  readonly clock: Clock;
  /** Of this process; of people who come without one of their own. */
  readonly region: string;
  readonly distances: Distances;
  /** Of this process's rooms. */
  readonly loads: ExpectedLoads;
  readonly canvas: Canvas;
  /** A live programme ends after so long with nobody on the stage; 0: it goes on. */
  readonly emptyStageMs: number;
  /** Heights of the programme's renditions below the canvas. */
  readonly ladder: readonly number[];
  readonly log: Log;
  /** The webinar as the pages see it, looked up anew. */
  readonly facts: () => Promise<WebinarFacts>;
  readonly look: ProgrammeLook;
  /** Of the webinar, looked up anew. */
  readonly standby: () => Promise<StandbyPolicy>;
  /** Where the timelines of programmes are kept. */
  readonly timelines: TimelineKeeping;
}

/** How the programme of one webinar looks, looked up anew. */
export interface ProgrammeLook {
  branding(): Promise<Branding>;
  /** Null: it has no captions. */
  captions(): Promise<CaptionTrack | null>;
  /** A PNG file. @throws Fault ASSET_NOT_FOUND or STORAGE_UNAVAILABLE */
  picture(use: AssetUse, id: string): Promise<Uint8Array>;
}
