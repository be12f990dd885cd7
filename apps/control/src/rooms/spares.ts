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
import { type Member, memberOf, type PreparedMedia } from '@rostrum/room';
import type { RoomCore } from './room-core.ts';
import type { Stage } from './stage.ts';

type Stageward = typeof stageServer;

export interface SparesOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
}

/** Changes come in bursts, and what is on the stage now goes before what may come. */
const settleMs = 700;

/**
 * Make before break: everybody on the stage is connected to the node that waits, too, and has there a producer for each of
 * their devices and a consumer for those of the others, through which nothing flows. When their own node is lost, what was
 * prepared has only to be let flow. All methods run in the room's queue.
 */
export class Spares {
  readonly #core: RoomCore;
  readonly #stage: Stage;
  #turn: Timer | undefined;

  constructor({ core, stage }: SparesOptions) {
    this.#core = core;
    this.#stage = stage;
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
    const ready = members.flatMap(({ member, nodeId }) => {
      const spare = this.#of(member.id);
      const isReady = spare?.nodeId === nodeId && spare.producers.length > 0 && this.#core.seats.of(member.id);
      return spare && isReady && member.media?.kind === 'webrtc' ? [{ member, media: member.media, spare }] : [];
    });
    const alive = new Set(ready.flatMap(({ spare }) => spare.producers.map(({ producerId }) => producerId)));
    const flowing = ready.map(({ member, media, spare }) => {
      const { nodeId, send, receive } = spare;
      const producers = spare.producers.map((producer) => {
        const before = member.producers.find(({ source }) => source === producer.source);
        // Their page has what it was told of a device for both.
        if (before) this.#stage.goesOn(before.producerId, producer.producerId);
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

  /** Members who are here, and not connected to the node that waits. */
  #lacking(): ParticipantId[] {
    const { standbys, members } = this.#core.record;
    const [standby] = standbys;
    if (standby === undefined) return [];
    return members.flatMap(({ id, media }) => {
      const isServed = media?.kind !== 'webrtc' || media.nodeId === standby || this.#of(id)?.nodeId === standby;
      return isServed || !this.#core.seats.of(id) ? [] : [id];
    });
  }

  #settleSoon(): void {
    if (this.#turn || this.#core.isClosed || this.#lacking().length === 0) return;
    this.#turn = this.#core.deps.clock.after(settleMs, () => {
      this.#turn = undefined;
      this.#core.enqueue(() => this.#settle());
    });
  }

  async #settle(): Promise<void> {
    for (const id of this.#lacking()) {
      await this.drop(id);
      await this.#open(id).catch((err: unknown) => {
        this.#core.log.warn({ participant: id, err }, 'spare not opened'); // Their moving takes longer.
      });
    }
  }

  async #open(id: ParticipantId): Promise<void> {
    const [standby] = this.#core.record.standbys;
    if (standby === undefined) return;
    const { send, receive } = await this.#stage.openTransports(standby);
    this.#keep(id, { nodeId: standby, send, receive, producers: [], consumers: [] });
    const others = this.#core.record.members.filter((member) => member.id !== id);
    const consumers = (await Promise.all(others.map((other) => this.#receive(id, other.id)))).flat();
    this.#core.emitTo(id, 'spareOpened', { send, receive, consumers });
  }

  /** What somebody would send to another over what both have at the node, as far as it is not made yet. Never fails. */
  async #receive(id: ParticipantId, from: ParticipantId): Promise<ConsumerFacts[]> {
    const [spare, theirs] = [this.#of(id), this.#of(from)];
    const media = memberOf(this.#core.record, id)?.media;
    if (id === from || media?.kind !== 'webrtc' || !spare || spare.nodeId !== theirs?.nodeId) return [];
    const have = new Set(spare.consumers.map(({ producerId }) => producerId));
    const missing = theirs.producers.filter(({ producerId }) => !have.has(producerId));
    const end = { nodeId: spare.nodeId, rtpCapabilities: media.rtpCapabilities, receiveTransportId: spare.receive.id };
    const opened = await this.#stage.openSpareConsumers(id, end, { owner: from, producers: missing });
    const now = this.#of(id);
    if (now?.receive.id !== spare.receive.id) return [];
    this.#keep(id, { ...now, consumers: [...now.consumers, ...opened] });
    return opened;
  }
}
