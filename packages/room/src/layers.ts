import { kindOf, type ParticipantId, type Source, type View } from '@rostrum/protocol';
import { type Member, type MemberProducer, memberOf, type RoomRecord } from './room-record.ts';
import { programmeMembers } from './views.ts';

/** Lines of a camera's spatial layers: a quarter, a half, and the whole of 720. */
const layerLines = [180, 360, 720] as const;
export const topSpatialLayer = layerLines.length - 1;
/** A layer a little short of its tile is near enough, and half the bits. */
const nearEnough = 1.15;
/** What a grid has room for when a page has not said what it shows. */
const assumedGridLines = 720;

/** The layer next above a height in pixels. */
export function spatialLayerFor(heightPx: number): number {
  const layer = layerLines.findIndex((lines) => lines * nearEnough >= heightPx);
  return layer < 0 ? topSpatialLayer : layer;
}

/**
 * The simulcast layer that the mixer asks for: the one next above the tile's height on a 720-line canvas. Screens are
 * one layer and wanted whole.
 */
export function programmeSpatialLayer(source: Source, tiles: number, hasScreen: boolean): number {
  if (source !== 'camera') return topSpatialLayer;
  if (hasScreen) return tiles > 5 ? 0 : 1;
  if (tiles <= 1) return topSpatialLayer;
  return tiles <= 9 ? 1 : 0;
}

export interface ConsumerWish {
  readonly paused: boolean;
  /** Null when there is one layer only. */
  readonly spatialLayer: number | null;
  /** 1 to 255: who gets the bits first when a receiver's downlink does not carry all. */
  readonly priority: number;
}

/** What the room wants of the SFU and of the cameras. */
export interface LayerWishes {
  /** By consumer id; pictures only: a view never stops a sound. */
  readonly consumers: ReadonlyMap<string, ConsumerWish>;
  /** By producer id; the highest layer that anybody has use for. Cameras with more than one layer only. */
  readonly producers: ReadonlyMap<string, number>;
}

export interface LayersInput {
  readonly record: RoomRecord;
  /** What each page said last that it shows. */
  readonly views: ReadonlyMap<ParticipantId, View>;
  /** Who will probably be the speaker in a moment: their layers are woken before anybody asks. */
  readonly likelySpeaker: ParticipantId | null;
}

interface Shown {
  readonly heightPx: number;
  readonly isPinned: boolean;
}

/**
 * Chooses for each receiver by what it shows: a pinned or speaking person's top layer, a tile's by its height, nothing of
 * what is hidden. A layer that nobody has use for is not wanted; the lowest always is, so that a picture wakes quickly.
 */
export function layerWishes(input: LayersInput): LayerWishes {
  const consumers = new Map<string, ConsumerWish>();
  const wanted = mixerWishes(input.record);
  for (const receiver of input.record.members) {
    if (receiver.media?.kind !== 'webrtc') continue;
    for (const consumer of receiver.media.consumers) {
      if (kindOf(consumer.source) !== 'video') continue;
      const wish = consumerWish(input, receiver.id, consumer);
      consumers.set(consumer.consumerId, wish);
      if (wish.paused || consumer.paused) continue;
      wanted.set(consumer.producerId, Math.max(wanted.get(consumer.producerId) ?? 0, wish.spatialLayer ?? 0));
    }
  }
  return { consumers, producers: producerWishes(input, wanted) };
}

/** What one receiver should get of one picture. */
export function consumerWish(
  { record, views }: LayersInput,
  receiverId: ParticipantId,
  { participantId, source }: { participantId: ParticipantId; source: Source },
): ConsumerWish {
  const view = views.get(receiverId);
  const shown = shownIn(view, { participantId, source }) ?? assumed(record, receiverId);
  const isVisible = !view?.isHidden && shown.heightPx > 0;
  const isSpeaker = record.speaker === participantId;
  const producer = memberOf(record, participantId)?.producers.find((one) => one.source === source);
  const top = (producer?.layers ?? 1) - 1;
  const isLarge = source === 'screen' || shown.isPinned || isSpeaker;
  return {
    paused: !isVisible,
    spatialLayer: top === 0 ? null : Math.min(top, isLarge ? topSpatialLayer : spatialLayerFor(shown.heightPx)),
    priority: priorityOf(source, { ...shown, isSpeaker }),
  };
}

/** What a page has not mentioned came after its last word: it gets what a tile of an even grid would. */
function shownIn(
  view: View | undefined,
  { participantId, source }: { participantId: ParticipantId; source: Source },
): Shown | undefined {
  return view?.tiles.find((tile) => tile.participantId === participantId && tile.source === source);
}

function assumed({ members }: RoomRecord, receiverId: ParticipantId): Shown {
  const others = members.filter((member) => member.id !== receiverId);
  const pictures = others.flatMap(({ producers }) => producers.filter(({ source }) => kindOf(source) === 'video'));
  const rows = Math.max(1, Math.ceil(Math.sqrt(pictures.length)));
  return { heightPx: Math.floor(assumedGridLines / rows), isPinned: false };
}

function priorityOf(source: Source, { heightPx, isPinned, isSpeaker }: Shown & { isSpeaker: boolean }): number {
  if (source === 'screen') return 255;
  if (isPinned) return 240;
  if (isSpeaker) return 220;
  return Math.min(200, Math.max(1, Math.round(heightPx / 4)));
}

/** By producer id. */
function mixerWishes(record: RoomRecord): Map<string, number> {
  const wanted = new Map<string, number>();
  if (record.phase.name !== 'live') return wanted;
  const members = programmeMembers(record);
  const all = members.flatMap((member) => member.producers);
  const hasScreen = all.some((producer) => producer.source === 'screen');
  for (const { producerId, source } of all) {
    wanted.set(producerId, programmeSpatialLayer(source, members.length, hasScreen));
  }
  return wanted;
}

function producerWishes(
  { record, likelySpeaker }: LayersInput,
  wanted: ReadonlyMap<string, number>,
): Map<string, number> {
  const isSimulcast = ({ source, layers }: MemberProducer) => source === 'camera' && layers > 1;
  const wishes = new Map<string, number>();
  const likely = likelySpeaker === null ? undefined : memberOf(record, likelySpeaker);
  for (const member of record.members) {
    for (const producer of member.producers.filter(isSimulcast)) {
      const wish =
        member === likely && isReceived(record, member) ? topSpatialLayer : (wanted.get(producer.producerId) ?? 0);
      wishes.set(producer.producerId, Math.min(wish, producer.layers - 1));
    }
  }
  return wishes;
}

/** Without anybody else on the stage nobody will look at a speaker. */
const isReceived = (record: RoomRecord, member: Member): boolean => record.members.some((one) => one.id !== member.id);
