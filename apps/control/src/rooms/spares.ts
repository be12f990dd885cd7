import type { Timer } from '@rostrum/lifecycle';
import {
  type ConsumerFacts,
  Fault,
  type NodeId,
  type ParticipantId,
  type RequestOf,
  type ResponseOf,
  type stageServer,
} from '@rostrum/protocol';
import { type Member, type MemberProducer, memberOf, type PreparedMedia, refugeOf } from '@rostrum/room';
import type { Layers } from './layers.ts';
import type { RoomCore } from './room-core.ts';
import type { Stage } from './stage.ts';

type Stageward = typeof stageServer;

export interface SparesOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
  readonly layers: Pick<Layers, 'inherit'>;
}

/** Changes come in bursts, and what is on the stage now goes before what may come. */
const settleMs = 700;

/**
 * Make before break: everybody on the stage is connected to the node where they would go on, too (one that waits, or that
 * others of the room are on), and has there a producer for each of their devices and a consumer for those of the others,
 * through which nothing flows. When their own node is lost, what was prepared has only to be let flow. All methods run in
 * the room's queue.
 */
export class Spares {
  readonly #core: RoomCore;
  readonly #stage: Stage;
  readonly #layers: SparesOptions['layers'];
  #turn: Timer | undefined;

  constructor({ core, stage, layers }: SparesOptions) {
    this.#core = core;
    this.#stage = stage;
    this.#layers = layers;
    core.onChange(() => this.#settleSoon());
  }

  /** A producer of theirs at the node that waits, paused. @throws Fault MESSAGE_OUT_OF_ORDER when there is none */
  async produce(
    id: ParticipantId,
    request: RequestOf<Stageward, 'produceSpare'>,
  ): Promise<ResponseOf<Stageward, 'produceSpare'>> {
    const spare = this.#of(id);
    if (!spare) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'no node waits' });
    const { nodeId, send, producers } = spare;
    const producer = await this.#stage.openProducer(
      { nodeId, transportId: send.id },
      { ...request, paused: true },
      producers,
    );
    const now = this.#of(id);
    if (now?.send.id !== send.id) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'another node waits now' });
    this.#keep(id, { ...now, producers: [...now.producers, producer] });
    await Promise.all(
      Object.keys(this.#core.record.spares).map(async (other) => {
        for (const consumer of await this.#receive(other as ParticipantId, id))
          this.#core.emitTo(other as ParticipantId, 'spareConsumer', consumer);
      }),
    );
    return { producerId: producer.producerId };
  }

  /** Of these, who can go on at the node with what was prepared there goes on. @returns who did */
  async takeOver(
    members: readonly { readonly member: Member; readonly nodeId: NodeId | null }[],
  ): Promise<Set<string>> {
    const stay = this.#core.record.members.flatMap(({ producers }) => producers);
    const ready = members.flatMap(({ member, nodeId }) => {
      const spare = this.#of(member.id);
      const isReady = spare?.nodeId === nodeId && spare.producers.length > 0 && this.#core.seats.of(member.id);
      return spare && isReady && member.media?.kind === 'webrtc' ? [{ member, media: member.media, spare }] : [];
    });
    const going = ready.flatMap(({ spare }) => spare.producers);
    const alive = new Set([...stay, ...going].map(({ producerId }) => producerId));
    const flowing = ready.map(({ member, media, spare }) => {
      const { nodeId, send, receive } = spare;
      const producers = spare.producers.map((producer) => {
        const before = member.producers.find(({ source }) => source === producer.source);
        // Their page has what it was told of a device for both.
        if (before) this.#layers.inherit(before.producerId, producer.producerId);
        return { ...producer, paused: before?.paused ?? true };
      });
      const consumers = spare.consumers
        .filter(({ producerId }) => alive.has(producerId))
        .map((consumer) => ({ ...consumer, paused: false }));
      const [sendTransportId, receiveTransportId] = [send.id, receive.id];
      const { rtpCapabilities } = media;
      this.#core.apply({
        type: 'mediaMoved',
        id: member.id,
        media: { kind: 'webrtc', nodeId, sendTransportId, receiveTransportId, rtpCapabilities, consumers },
        producers,
      });
      return { id: member.id, nodeId, moved: { send, receive, consumers, isPrepared: true }, producers };
    });
    for (const { id, moved } of flowing) this.#core.emitTo(id, 'mediaMoved', moved);
    await Promise.all(
      flowing.map(({ id, nodeId, moved, producers }) =>
        this.#stage.letFlow(id, nodeId, { producers, consumers: moved.consumers }),
      ),
    );
    return new Set(flowing.map(({ id }) => id));
  }

  /** Closes it, if there is any. What its page missed while its socket was away is made good by another. */
  async drop(id: ParticipantId): Promise<void> {
    const spare = this.#of(id);
    if (!spare) return;
    const gone = new Set(spare.producers.map(({ producerId }) => producerId));
    for (const [other, { consumers }] of Object.entries(this.#core.record.spares)) {
      for (const { producerId, consumerId } of consumers)
        if (other !== id && gone.has(producerId))
          this.#core.emitTo(other as ParticipantId, 'consumerClosed', { consumerId });
    }
    this.#core.apply({ type: 'spared', id, media: null });
    await this.#stage.closeTransports(spare.nodeId, [spare.send.id, spare.receive.id]);
  }

  /** Stops the timer. */
  close(): void {
    this.#turn?.cancel();
    this.#turn = undefined;
  }

  #of(id: ParticipantId): PreparedMedia | undefined {
    return this.#core.record.spares[id];
  }

  #keep(id: ParticipantId, media: PreparedMedia): void {
    this.#core.apply({ type: 'spared', id, media });
  }

  /** Where somebody goes on when their node is lost; undefined when nothing is to be kept ready. */
  #refuge({ id, media }: Member): NodeId | undefined {
    if (this.#core.standby === 'off' || media?.kind !== 'webrtc' || !this.#core.seats.of(id)) return undefined;
    return refugeOf(this.#core.record, media.nodeId);
  }

  /** Members who are here, and not connected to where they would go on, or are connected elsewhere. */
  #astray(): Member[] {
    return this.#core.record.members.filter((member) => this.#refuge(member) !== this.#of(member.id)?.nodeId);
  }

  /** Who would not receive somebody else there, with whom. */
  #unheard(): { readonly id: ParticipantId; readonly from: ParticipantId }[] {
    const { members } = this.#core.record;
    return Object.keys(this.#core.record.spares).flatMap((id) =>
      members
        .filter(({ id: from }) => this.#missing(id as ParticipantId, from).length > 0)
        .map(({ id: from }) => ({ id: id as ParticipantId, from })),
    );
  }

  #settleSoon(): void {
    if (this.#turn || this.#core.isClosed) return;
    if (this.#astray().length + this.#unheard().length === 0) return;
    this.#turn = this.#core.deps.clock.after(settleMs, () => {
      this.#turn = undefined;
      this.#core.enqueue(() => this.#settle());
    });
  }

  async #settle(): Promise<void> {
    for (const member of this.#astray()) {
      await this.drop(member.id);
      const refuge = this.#refuge(member);
      if (refuge === undefined) continue;
      await this.#open(member.id, refuge).catch((err: unknown) => {
        this.#core.log.warn({ participant: member.id, err }, 'spare not opened'); // Their moving takes longer.
      });
    }
    // What could not be had is not asked for again before something changes.
    for (const { id, from } of this.#unheard())
      for (const consumer of await this.#receive(id, from)) this.#core.emitTo(id, 'spareConsumer', consumer);
  }

  async #open(id: ParticipantId, nodeId: NodeId): Promise<void> {
    const { send, receive } = await this.#stage.openTransports(nodeId);
    this.#keep(id, { nodeId, send, receive, producers: [], consumers: [] });
    const others = this.#core.record.members.filter((member) => member.id !== id);
    const consumers = (await Promise.all(others.map((other) => this.#receive(id, other.id)))).flat();
    this.#core.emitTo(id, 'spareOpened', { send, receive, consumers });
  }

  /**
   * What somebody sends that another would receive at their refuge, and has no consumer for yet: over what both have there,
   * or as it is sent now by whoever is on another node, and stays there.
   */
  #missing(id: ParticipantId, from: ParticipantId): readonly MemberProducer[] {
    const [spare, theirs] = [this.#of(id), this.#of(from)];
    const [media, member] = [memberOf(this.#core.record, id)?.media, memberOf(this.#core.record, from)];
    if (id === from || !spare || !media || !member?.media) return [];
    const goesAlong = member.media.nodeId === media.nodeId;
    const sent = goesAlong ? (theirs?.nodeId === spare.nodeId ? theirs.producers : []) : member.producers;
    const have = new Set(spare.consumers.map(({ producerId }) => producerId));
    return sent.filter(({ producerId }) => !have.has(producerId));
  }

  /** Never fails. */
  async #receive(id: ParticipantId, from: ParticipantId): Promise<ConsumerFacts[]> {
    const spare = this.#of(id);
    const media = memberOf(this.#core.record, id)?.media;
    const producers = this.#missing(id, from);
    if (media?.kind !== 'webrtc' || !spare || producers.length === 0) return [];
    const end = { nodeId: spare.nodeId, rtpCapabilities: media.rtpCapabilities, receiveTransportId: spare.receive.id };
    const opened = await this.#stage.consumers.openOf(id, end, { owner: from, producers });
    const now = this.#of(id);
    // What could not be had is no change, after which it would be asked for again at once.
    if (now?.receive.id !== spare.receive.id || opened.length === 0) return [];
    this.#keep(id, { ...now, consumers: [...now.consumers, ...opened] });
    return opened;
  }
}
