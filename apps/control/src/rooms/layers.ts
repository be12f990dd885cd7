import type { Timer } from '@rostrum/lifecycle';
import { type ConsumerFacts, type Fault, type ParticipantId, type Source, toFault, type View } from '@rostrum/protocol';
import {
  type ConsumerWish,
  consumerWish,
  type LayersInput,
  type LayerWishes,
  layerWishes,
  type Member,
  type MemberProducer,
  memberOf,
} from '@rostrum/room';
import { CarriedByPath } from './layers-carried.ts';
import type { RoomCore } from './room-core.ts';
import type { SfuPeer } from './room-deps.ts';

/** Changes in a row are applied together. */
const settleMs = 30;
/** A layer is given up only when nobody had use for it this long: waking it costs a key frame. */
const lowerAfterMs = 3000;
/** After a node did not take a wish. */
const retryMs = 1000;

/** What a consumer at the SFU is set to. */
type Applied = { -readonly [K in keyof ConsumerWish]?: ConsumerWish[K] };

/**
 * Brings the SFU's consumers, and what cameras send, to what the pages show. Only differences are asked for. Nothing of
 * the room's record changes by it, so it runs beside the room's queue.
 */
export class Layers {
  readonly #core: RoomCore;
  readonly #likelySpeaker: () => ParticipantId | null;
  readonly #views = new Map<ParticipantId, View>();
  readonly #paths: CarriedByPath;
  /** By consumer id. What is not known (after this process started anew) is asked for. */
  readonly #applied = new Map<string, Applied>();
  /** By producer id: the layers that its page was told to send. */
  readonly #told = new Map<string, number>();
  /** By producer id: the highest layer that comes, of those that said so. */
  readonly #sent = new Map<string, number>();
  /** By producer id: when it may be lowered, on the monotonic clock. */
  readonly #lowerAt = new Map<string, number>();
  #turn: { readonly dueMs: number; readonly timer: Timer } | undefined;
  #running = false;
  /** Something changed while the last wishes were applied. */
  #isLate = false;
  #isClosed = false;

  constructor(core: RoomCore, likelySpeaker: () => ParticipantId | null) {
    this.#core = core;
    this.#likelySpeaker = likelySpeaker;
    this.#paths = new CarriedByPath(core.deps.clock, (transport, pictures) =>
      core.log.info({ transport, pictures }, 'path carries'),
    );
    core.onChange(() => this.touch());
  }

  setView(id: ParticipantId, view: View): void {
    this.#views.set(id, view);
    this.touch();
  }

  /** Their page is another one now, or none. */
  forgetView(id: ParticipantId): void {
    this.#views.delete(id);
  }

  /** The SFU's word on what a receiver's transport has for pictures. */
  handleBandwidth(transportId: string, kbps: number): void {
    this.#core.log.debug({ transport: transportId, kbps }, 'bandwidth');
    // Before somebody is on the stage nothing is sent to them, and the word means nothing.
    const isOnStage = ({ media }: Member) => media?.kind === 'webrtc' && media.receiveTransportId === transportId;
    if (!this.#core.record.members.some(isOnStage)) return;
    if (this.#paths.hear(transportId, kbps)) this.touch();
  }

  /** A page's word on what its network lets it send: whoever looked at more gets what there is, before they miss it. */
  handleSent(id: ParticipantId, { source, maxSpatialLayer }: { source: Source; maxSpatialLayer: number }): void {
    const producer = memberOf(this.#core.record, id)?.producers.find((one) => one.source === source);
    if (!producer) return;
    this.#core.log.info({ participant: id, source, maxSpatialLayer }, 'layers sent');
    this.#sent.set(producer.producerId, maxSpatialLayer);
    this.#lookWithin(0);
  }

  /** The page may have missed what it was told while its socket was away. */
  retell(id: ParticipantId): void {
    for (const { producerId } of memberOf(this.#core.record, id)?.producers ?? []) this.#told.delete(producerId);
    this.touch();
  }

  /** A device goes on with another producer, and is limited as it was. */
  inherit(producerId: string, heirId: string): void {
    const told = this.#told.get(producerId);
    if (told !== undefined) this.#told.set(heirId, told);
  }

  /** How a new consumer starts. */
  wishFor(receiverId: ParticipantId, facts: Pick<ConsumerFacts, 'participantId' | 'source'>): ConsumerWish {
    return consumerWish(this.#input(), receiverId, facts);
  }

  /** The SFU has it so now. */
  note(consumerId: string, applied: Applied): void {
    this.#applied.set(consumerId, { ...this.#applied.get(consumerId), ...applied });
  }

  /** Something changed: looks again in a moment. */
  touch(): void {
    this.#lookWithin(settleMs);
  }

  close(): void {
    this.#isClosed = true;
    this.#turn?.timer.cancel();
  }

  #lookWithin(waitMs: number): void {
    if (this.#isClosed) return;
    const { clock } = this.#core.deps;
    const dueMs = clock.monotonic() + waitMs;
    if (this.#turn && this.#turn.dueMs <= dueMs) return;
    this.#turn?.timer.cancel();
    this.#turn = { dueMs, timer: clock.after(waitMs, () => this.#look()) };
  }

  #input(): LayersInput {
    const { record, deps } = this.#core;
    const room = { record, views: this.#views };
    return {
      ...room,
      canvas: deps.canvas,
      likelySpeaker: this.#likelySpeaker(),
      carried: this.#paths.of(room),
      sent: this.#sent,
    };
  }

  #look(): void {
    this.#turn = undefined;
    if (this.#running) {
      this.#isLate = true;
      return;
    }
    const wishes = layerWishes(this.#input());
    const { dueMs } = this.#paths;
    if (dueMs !== null) this.#lookWithin(Math.max(settleMs, dueMs - this.#core.deps.clock.monotonic()));
    this.#forgetGone(wishes);
    for (const { id, producers } of this.#core.record.members) {
      for (const producer of producers) {
        const layer = wishes.producers.get(producer.producerId);
        if (layer !== undefined) this.#tell(id, producer, layer);
      }
    }
    const requests = this.#differences(wishes);
    if (requests.length === 0) return;
    this.#running = true;
    void this.#apply(requests).finally(() => {
      this.#running = false;
      if (this.#isLate) this.touch();
      this.#isLate = false;
    });
  }

  /** Never fails: what a node did not take is tried again. */
  async #apply(requests: readonly (() => Promise<void>)[]): Promise<void> {
    try {
      await Promise.all(requests.map((request) => request()));
    } catch (error) {
      const { code, message } = toFault(error);
      this.#core.log.debug({ code, detail: message }, 'layers not applied');
      this.#lookWithin(retryMs);
    }
  }

  #differences(wishes: LayerWishes): (() => Promise<void>)[] {
    const requests: (() => Promise<void>)[] = [];
    for (const { media } of this.#core.record.members) {
      if (media?.kind !== 'webrtc') continue;
      for (const { consumerId, paused: isPausedByPage } of media.consumers) {
        const wish = wishes.consumers.get(consumerId);
        if (!wish) continue;
        const wanted = { ...wish, paused: wish.paused || isPausedByPage };
        if (isSame(this.#applied.get(consumerId), wanted)) continue;
        requests.push(async () => {
          const sfu = await this.#core.nodes.to(media.nodeId);
          await this.#set(sfu, consumerId, wanted).catch((error: Fault) => {
            if (error.code !== 'CONSUMER_NOT_FOUND') throw error;
            this.note(consumerId, wanted); // Gone with its producer or transport: the room knows, or hears of it.
          });
        });
      }
    }
    return requests;
  }

  /** Layer and priority before it flows, so that it starts as it should go on. */
  async #set(sfu: SfuPeer, consumerId: string, { paused, spatialLayer, priority }: ConsumerWish): Promise<void> {
    const now = this.#applied.get(consumerId) ?? {};
    if (spatialLayer !== now.spatialLayer) {
      if (spatialLayer !== null) {
        await sfu.request('consumer.setPreferredLayers', { consumerId, layers: { spatialLayer } });
      }
      this.note(consumerId, { spatialLayer });
    }
    if (priority !== now.priority) {
      await sfu.request('consumer.setPriority', { consumerId, priority });
      this.note(consumerId, { priority });
    }
    if (paused !== now.paused) {
      await sfu.request(paused ? 'consumer.pause' : 'consumer.resume', { consumerId });
      this.note(consumerId, { paused });
    }
  }

  /** More at once, less after a while. */
  #tell(ownerId: ParticipantId, { producerId, source, layers }: MemberProducer, layer: number): void {
    const told = this.#told.get(producerId);
    // A source sends all it can until it is told.
    const isLower = layer < (told ?? layers - 1);
    if (!isLower) {
      this.#lowerAt.delete(producerId);
      if (layer === told) return;
    } else if (!this.#mayLower(producerId)) {
      return;
    }
    this.#told.set(producerId, layer);
    this.#lowerAt.delete(producerId);
    this.#core.emitTo(ownerId, 'layersWanted', { source, maxSpatialLayer: layer });
  }

  #mayLower(producerId: string): boolean {
    const now = this.#core.deps.clock.monotonic();
    const dueMs = this.#lowerAt.get(producerId) ?? now + lowerAfterMs;
    this.#lowerAt.set(producerId, dueMs);
    if (now >= dueMs) return true;
    this.#lookWithin(dueMs - now);
    return false;
  }

  #forgetGone({ consumers, producers }: LayerWishes): void {
    for (const id of this.#applied.keys()) if (!consumers.has(id)) this.#applied.delete(id);
    for (const known of [this.#told, this.#sent])
      for (const id of known.keys()) if (!producers.has(id)) known.delete(id);
    for (const id of this.#lowerAt.keys()) if (!producers.has(id)) this.#lowerAt.delete(id);
  }
}

const isSame = (applied: Applied | undefined, wish: ConsumerWish): boolean =>
  applied?.paused === wish.paused && applied.spatialLayer === wish.spatialLayer && applied.priority === wish.priority;
