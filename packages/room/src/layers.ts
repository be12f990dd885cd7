import { type ConsumerFacts, kindOf, type ParticipantId, type Source, type View } from '@rostrum/protocol';
import type { Carried } from './carried.ts';
import { type LayerLadder, spatialLayerFor } from './layer-ladder.ts';
import { type CanvasSize, programmeLayers, trackLayers } from './programme-layers.ts';
import { type Member, type MemberProducer, memberOf, type RoomRecord } from './room-record.ts';

/** What a grid has room for when a page has not said what it shows. */
const assumedGridLines = 720;
/** A machine that drops pictures gets no larger ones than this, and of the smaller tiles the lowest layer. */
const strainedTileLines = 180;

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
  /**
   * By producer id: the highest layer that anybody has use for. Cameras with more than one layer, and screens: −1 when
   * nobody looks at one.
   */
  readonly producers: ReadonlyMap<string, number>;
}

export interface LayersInput {
  readonly record: RoomRecord;
  /** What each page said last that it shows. */
  readonly views: ReadonlyMap<ParticipantId, View>;
  /** Who will probably be the speaker in a moment: their layers are woken before anybody asks. */
  readonly likelySpeaker: ParticipantId | null;
  /** What the downlinks carry that do not carry all. */
  readonly carried: ReadonlyMap<ParticipantId, Carried>;
  /** By producer id: the highest layer that is sent now, of those whose network does not carry all. */
  readonly sent?: ReadonlyMap<string, number>;
  /** The programme's; default 1280 × 720. */
  readonly canvas?: CanvasSize;
}

interface Shown {
  readonly heightPx: number;
  readonly isPinned: boolean;
}

/**
 * Chooses for each receiver by what it shows and what its path carries: a pinned or speaking person's top layer, a tile's
 * by its height, nothing of what is hidden, and on a thin path one picture. A layer that nobody has use for is
 * not wanted; a camera's lowest always is, so that a picture wakes quickly.
 */
export function layerWishes(input: LayersInput): LayerWishes {
  const consumers = new Map<string, ConsumerWish>();
  const wanted = mixerWishes(input);
  for (const receiver of input.record.members) {
    if (receiver.media?.kind !== 'webrtc') continue;
    const pictures = receiver.media.consumers.filter(({ source }) => kindOf(source) === 'video');
    const shown = pictures.map((consumer) => ({ consumer, wish: shownWish(input, receiver.id, consumer) }));
    for (const { consumer, wish } of fit(shown, input.carried.get(receiver.id) ?? 'all')) {
      consumers.set(consumer.consumerId, asSent(input, consumer.producerId, wish));
      if (wish.paused || consumer.paused) continue;
      wanted.set(consumer.producerId, Math.max(wanted.get(consumer.producerId) ?? 0, wish.spatialLayer ?? 0));
    }
  }
  wakeForPrepared(input, wanted);
  return { consumers, producers: producerWishes(input, wanted) };
}

/** Who may be on the stage in a moment finds the layers awake: one that starts late is trusted late by the SFU. */
function wakeForPrepared(input: LayersInput, wanted: Map<string, number>): void {
  const { prepared, hands, offers } = input.record;
  const isWish = (id: string) =>
    hands.some((hand) => hand.participantId === id) && !offers.some((offer) => offer.participantId === id);
  for (const [id, { consumers }] of Object.entries(prepared)) {
    if (isWish(id)) continue; // Nobody has asked them yet.
    for (const consumer of consumers.filter(({ source }) => kindOf(source) === 'video')) {
      const { spatialLayer } = shownWish(input, id as ParticipantId, consumer);
      wanted.set(consumer.producerId, Math.max(wanted.get(consumer.producerId) ?? 0, spatialLayer ?? 0));
    }
  }
}

/** What one receiver should get of a picture that is new to them. On a thin path it waits for its turn. */
export function consumerWish(
  input: LayersInput,
  receiverId: ParticipantId,
  picture: { participantId: ParticipantId; source: Source },
): ConsumerWish {
  const wish = shownWish(input, receiverId, picture);
  const producer = memberOf(input.record, picture.participantId)?.producers.find(
    ({ source }) => source === picture.source,
  );
  const sent = producer ? asSent(input, producer.producerId, wish) : wish;
  return (input.carried.get(receiverId) ?? 'all') === 'all' ? sent : { ...sent, paused: true };
}

/** Nobody waits for a layer that does not come. It is wanted all the same, and comes back when it can. */
function asSent({ sent }: LayersInput, producerId: string, wish: ConsumerWish): ConsumerWish {
  const highest = sent?.get(producerId);
  if (highest === undefined || wish.spatialLayer === null) return wish;
  return { ...wish, spatialLayer: Math.max(0, Math.min(wish.spatialLayer, highest)) };
}

/** Whether some picture that somebody looks at can be sent smaller than it is. */
export const looksAtLayers = (input: Pick<LayersInput, 'record' | 'views'>, { id, media }: Member): boolean =>
  media?.kind === 'webrtc' &&
  media.consumers.some((consumer) => {
    if (kindOf(consumer.source) !== 'video' || consumer.paused) return false;
    const { paused, spatialLayer } = shownWish(input, id, consumer);
    return !paused && spatialLayer !== null;
  });

interface ShownPicture {
  readonly consumer: ConsumerFacts;
  readonly wish: ConsumerWish;
}

/**
 * What of one receiver's wishes its path carries. The SFU itself lowers layers as the path thins; below that it would
 * spread what is left over many pictures, and send a screen whole, at the cost of the sound.
 */
function fit(shown: readonly ShownPicture[], carried: Carried): readonly ShownPicture[] {
  if (carried === 'all') return shown;
  const wanted = shown.filter(({ consumer, wish }) => !(wish.paused || consumer.paused));
  const layered = wanted.filter(({ wish }) => wish.spatialLayer !== null);
  // A picture without layers cannot be made to fit.
  const candidates = carried === 'trial' && layered.length === 0 ? wanted : layered;
  const [most] = candidates.toSorted((a, b) => b.wish.priority - a.wish.priority);
  return shown.map(({ consumer, wish }) => ({
    consumer,
    wish: {
      ...wish,
      paused: consumer !== most?.consumer,
      // What comes back begins low.
      spatialLayer: wish.spatialLayer === null ? null : 0,
    },
  }));
}

/** What one receiver should get of one picture by what their page shows. */
function shownWish(
  { record, views }: Pick<LayersInput, 'record' | 'views'>,
  receiverId: ParticipantId,
  { participantId, source }: { participantId: ParticipantId; source: Source },
): ConsumerWish {
  const view = views.get(receiverId);
  const shown = shownIn(view, { participantId, source }) ?? assumed(record, receiverId);
  const isVisible = !view?.isHidden && shown.heightPx > 0;
  const isSpeaker = record.speaker === participantId;
  const producer = memberOf(record, participantId)?.producers.find((one) => one.source === source);
  const ladder = producer ?? { layers: 1 };
  const isLarge = source === 'screen' || shown.isPinned || isSpeaker;
  const heightPx = view?.isStrained ? Math.min(shown.heightPx, strainedTileLines) : shown.heightPx;
  return {
    paused: !isVisible,
    spatialLayer: ladder.layers === 1 ? null : isLarge ? largeLayer(ladder, view) : spatialLayerFor(heightPx, ladder),
    priority: priorityOf(source, { ...shown, isSpeaker }),
  };
}

/** Of who speaks or is pinned: the whole picture, or half of it for a machine that cannot keep up. */
const largeLayer = ({ layers }: LayerLadder, view: View | undefined): number =>
  Math.max(0, view?.isStrained ? layers - 2 : layers - 1);

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
const mixerWishes = ({ record, canvas }: LayersInput): Map<string, number> =>
  new Map(record.phase.name === 'live' ? [...programmeLayers(record, canvas), ...trackLayers(record)] : []);

function producerWishes(
  { record, likelySpeaker }: LayersInput,
  wanted: ReadonlyMap<string, number>,
): Map<string, number> {
  const isLayered = ({ source, layers }: MemberProducer) => source === 'camera' && layers > 1;
  const wishes = new Map<string, number>();
  const likely = likelySpeaker === null ? undefined : memberOf(record, likelySpeaker);
  for (const member of record.members) {
    for (const producer of member.producers) {
      const { producerId, source, layers } = producer;
      // A screen that nobody looks at costs as much as one that all do.
      if (source === 'screen') wishes.set(producerId, Math.min(0, wanted.get(producerId) ?? -1));
      if (!isLayered(producer)) continue;
      const wish = member === likely && isReceived(record, member) ? layers - 1 : (wanted.get(producerId) ?? 0);
      wishes.set(producerId, Math.min(wish, layers - 1));
    }
  }
  return wishes;
}

/** Without anybody else on the stage nobody will look at a speaker. */
const isReceived = (record: RoomRecord, member: Member): boolean => record.members.some((one) => one.id !== member.id);
