import { type ConsumerFacts, kindOf, type NodeId, type ParticipantId, type ProducerFacts } from '@rostrum/protocol';
import type { MemberMedia, MemberProducer } from '@rostrum/room';
import type { Layers } from './layers.ts';
import type { RoomCore } from './room-core.ts';
import { assertSmall } from './rtp-checks.ts';
import { successes } from './successes.ts';

/** Where a member receives: a transport on a node. */
export type ReceivingEnd = Pick<
  Extract<MemberMedia, { kind: 'webrtc' }>,
  'nodeId' | 'rtpCapabilities' | 'receiveTransportId'
>;

/** A sound may begin before its page is ready for it. A picture begins with a key frame, which must not be missed. */
const beginsPaused = ({ source }: ProducerFacts): boolean => kindOf(source) === 'video';

interface OpenOptions {
  readonly have?: readonly ConsumerFacts[];
  readonly paused?: boolean;
  /** Not of those backstage, of whom the audience knows nothing. */
  readonly onlyShown?: boolean;
}

export interface ConsumersOptions {
  readonly core: RoomCore;
  readonly layers: Layers;
  /** Makes a producer one that a node can send on. */
  readonly bring: (producerId: string, nodeId: NodeId) => Promise<void>;
}

/** Who receives what: everybody on the stage all that the others send. Runs in the room's queue. */
export class Consumers {
  readonly #core: RoomCore;
  readonly #layers: Layers;
  readonly #bring: ConsumersOptions['bring'];

  constructor({ core, layers, bring }: ConsumersOptions) {
    this.#core = core;
    this.#layers = layers;
    this.#bring = bring;
  }

  /** Everybody on the stage gets a consumer for each producer of the others. Makes the ones that are missing. */
  async offerMissing(): Promise<void> {
    const offers = this.#core.record.members.flatMap(({ id, media }) => {
      if (media?.kind !== 'webrtc') return [];
      const have = new Set(media.consumers.map((consumer) => consumer.producerId));
      return this.#producersFor(id)
        .filter(({ producer }) => !have.has(producer.producerId))
        .map(async (one) => {
          try {
            const consumer = await this.#openOne(id, media, { ...one, paused: beginsPaused(one.producer) });
            this.offer(id, consumer);
          } catch (err) {
            // One receiver that cannot take one stream must not keep the others from theirs.
            this.#core.log.warn({ participant: id, producer: one.producer.producerId, err }, 'consumer not opened');
          }
        });
    });
    await Promise.all(offers);
  }

  /** For what somebody has prepared to send, at the SFU alone: for those on the stage who are at the same node. */
  async openAtNeighbours(
    owner: ParticipantId,
    nodeId: NodeId,
    prepared: readonly MemberProducer[],
  ): Promise<{ id: ParticipantId; consumer: ConsumerFacts }[]> {
    const opening = this.#core.record.members.flatMap(({ id, media }) =>
      media?.kind === 'webrtc' && media.nodeId === nodeId
        ? prepared.map(async (producer) => {
            const consumer = await this.#openOne(id, media, { owner, producer, paused: beginsPaused(producer) });
            return { id, consumer };
          })
        : [],
    );
    return this.#those(opening, 'consumer not opened ahead');
  }

  /** Theirs from now on, and their page is told. */
  offer(id: ParticipantId, consumer: ConsumerFacts): void {
    this.#core.apply({ type: 'consumerOpened', id, consumer });
    this.#core.emitTo(id, 'consumerOpened', consumer);
  }

  /** At the SFU alone, for somebody's producers there; all paused. */
  openOf(
    id: ParticipantId,
    end: ReceivingEnd,
    { owner, producers }: { owner: ParticipantId; producers: readonly ProducerFacts[] },
  ): Promise<ConsumerFacts[]> {
    const opening = producers.map((producer) => this.#openOne(id, end, { owner, producer, paused: true }));
    return this.#those(opening, 'spare consumer not opened');
  }

  /** One that is gone is left out. */
  async resume(nodeId: NodeId, prepared: readonly ConsumerFacts[]): Promise<ConsumerFacts[]> {
    return this.#those(
      prepared.map(async (consumer) => {
        const { consumerId } = consumer;
        await (await this.#core.nodes.to(nodeId)).request('consumer.resume', { consumerId });
        this.#layers.note(consumerId, { paused: false });
        return { ...consumer, paused: false };
      }),
      'prepared consumer not started',
    );
  }

  /** At the SFU alone, for all that is sent now; those that they `have` are not made again. */
  open(
    id: ParticipantId,
    media: ReceivingEnd,
    { have = [], paused = false, onlyShown = false }: OpenOptions = {},
  ): Promise<ConsumerFacts[]> {
    assertSmall(media.rtpCapabilities);
    const missing = this.#producersFor(id, onlyShown).filter(
      ({ producer }) => !have.some(({ producerId }) => producerId === producer.producerId),
    );
    const opening = missing.map((one) => this.#openOne(id, media, { ...one, paused }));
    return this.#those(opening, 'consumer not opened');
  }

  async #openOne(
    id: ParticipantId,
    media: ReceivingEnd,
    { owner, producer, paused }: { owner: ParticipantId; producer: ProducerFacts; paused: boolean },
  ): Promise<ConsumerFacts> {
    const { producerId, source } = producer;
    const sfu = await this.#core.nodes.to(media.nodeId);
    await this.#bring(producerId, media.nodeId);
    const { spatialLayer } = this.#layers.wishFor(id, { participantId: owner, source });
    const { consumerId, kind, rtpParameters } = await sfu.request('consumer.open', {
      transportId: media.receiveTransportId,
      producerId,
      rtpCapabilities: media.rtpCapabilities,
      paused,
      ...(spatialLayer === null ? {} : { preferredLayers: { spatialLayer } }),
    });
    this.#layers.note(consumerId, { paused, spatialLayer });
    return { consumerId, producerId, participantId: owner, source, kind, rtpParameters, paused };
  }

  /** To everybody who receives one of them. */
  tellClosed(producerIds: ReadonlySet<string>, { notAt }: { notAt?: NodeId } = {}): void {
    for (const { id, media } of this.#core.record.members) {
      if (media?.kind !== 'webrtc' || media.nodeId === notAt) continue;
      for (const { consumerId, producerId } of media.consumers) {
        if (producerIds.has(producerId)) this.#core.emitTo(id, 'consumerClosed', { consumerId });
      }
    }
    for (const [id, { nodeId, consumers }] of Object.entries(this.#core.record.spares)) {
      for (const { consumerId, producerId } of nodeId === notAt ? [] : consumers)
        if (producerIds.has(producerId)) this.#core.emitTo(id as ParticipantId, 'consumerClosed', { consumerId });
    }
  }

  #producersFor(id: ParticipantId, onlyShown = false): { owner: ParticipantId; producer: ProducerFacts }[] {
    return this.#core.record.members
      .filter((member) => member.id !== id && !(onlyShown && member.place === 'backstage'))
      .flatMap((member) => member.producers.map((producer) => ({ owner: member.id, producer })));
  }

  #those<T>(wanted: readonly Promise<T>[], complaint: string): Promise<T[]> {
    return successes(wanted, complaint, this.#core.log);
  }
}
