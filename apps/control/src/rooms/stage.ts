import {
  type ConsumerFacts,
  Fault,
  kindOf,
  type NodeId,
  type ParticipantId,
  type ProducerFacts,
  type RequestOf,
  type ResponseOf,
  type Source,
  type stageServer,
  type WebRtcTransportOptions,
} from '@rostrum/protocol';
import {
  assertMay,
  landing,
  type Member,
  type MemberMedia,
  type MemberProducer,
  memberOf,
  type Person,
  type PreparedMedia,
  roleOf,
} from '@rostrum/room';
import { Cascade } from './cascade.ts';
import { Consumers, type ReceivingEnd } from './consumers.ts';
import type { Layers } from './layers.ts';
import type { RoomCore } from './room-core.ts';
import { assertKind, assertSmall } from './rtp-checks.ts';
import type { Seat } from './seats.ts';
import { successes } from './successes.ts';

type Request<M extends keyof (typeof stageServer)['methods']> = RequestOf<typeof stageServer, M>;
type Response<M extends keyof (typeof stageServer)['methods']> = ResponseOf<typeof stageServer, M>;

/** More would not fit the grid, nor a presenter's downlink. */
const maxMembers = 16;

function transportsOf(media: MemberMedia): string[] {
  return media.kind === 'webrtc' ? [media.sendTransportId, media.receiveTransportId] : [media.sendTransportId];
}

export interface StageOptions {
  readonly core: RoomCore;
  readonly layers: Layers;
  /** Lets the programme have what is sent now, where it can at once. Never fails. */
  readonly feedProgramme: () => Promise<void>;
}

/** Joining the stage and sending media: each method is one request of a member, run in the room's queue. */
export class Stage {
  readonly #core: RoomCore;
  readonly #layers: Layers;
  readonly consumers: Consumers;
  readonly #cascade: Cascade;
  readonly #feedProgramme: () => Promise<void>;

  constructor({ core, layers, feedProgramme }: StageOptions) {
    this.#core = core;
    this.#layers = layers;
    this.#feedProgramme = feedProgramme;
    this.consumers = new Consumers({ core, layers, bring: (...where) => this.#cascade.bring(...where) });
    this.#cascade = new Cascade({ core, offerConsumers: () => this.consumers.offerMissing() });
  }

  get cascade(): Cascade {
    return this.#cascade;
  }

  /** @param prepared what was opened ahead: it is taken over, and flows from now on */
  async join(
    seat: Seat,
    { name, title, rtpCapabilities, send: sources = [] }: Request<'join'>,
    prepared: PreparedMedia | null = null,
  ): Promise<Response<'join'>> {
    assertSmall(rtpCapabilities);
    await this.#makeRoomFor(seat);
    const { participantId: id } = seat;
    const nodeId = prepared?.nodeId ?? (await this.#core.nodes.nearest(seat.region));
    const { send, receive } = prepared ?? (await this.openTransports(nodeId));
    const end = { nodeId, rtpCapabilities, receiveTransportId: receive.id };
    const [producers, resumed, opened, offers] = await Promise.all([
      this.#startProducers(nodeId, prepared?.producers ?? [], sources),
      this.consumers.resume(nodeId, prepared?.consumers ?? []),
      this.consumers.open(id, end, { have: prepared?.consumers ?? [] }),
      this.consumers.openAtNeighbours(id, nodeId, prepared?.producers ?? []),
    ]);
    // The others' pages can hear them while they still draw their tile.
    for (const { id: to, consumer } of offers) {
      if (producers.some(({ producerId }) => producerId === consumer.producerId)) this.consumers.offer(to, consumer);
    }
    const consumers = [...resumed, ...opened];
    const [sendTransportId, receiveTransportId] = [send.id, receive.id];
    const media = { kind: 'webrtc', nodeId, sendTransportId, receiveTransportId, rtpCapabilities, consumers } as const;
    this.#admit(seat, { name, title }, { media, producers });
    for (const { producerId, source } of producers) await this.#cascade.bringHome(producerId, kindOf(source));
    if (producers.length > 0) await this.consumers.offerMissing();
    return { send, receive, consumers, state: this.#core.state(this.#core.personOf(seat)) };
  }

  async joinPlain(seat: Seat, { name }: Request<'joinPlain'>): Promise<Response<'joinPlain'>> {
    if (!seat.plain) throw new Fault('PERMISSION_DENIED', { detail: 'the link is not for plain RTP' });
    await this.#makeRoomFor(seat);
    const nodeId = await this.#core.nodes.nearest(seat.region);
    const sfu = await this.#core.nodes.to(nodeId);
    const { id, local } = await sfu.request('transport.openPlain', this.#core.nodes.ref(nodeId));
    this.#admit(seat, { name }, { media: { kind: 'plain', nodeId, sendTransportId: id }, producers: [] });
    return { rtp: local, state: this.#core.state(this.#core.personOf(seat)) };
  }

  async connectTransport(person: Person, request: Request<'connectTransport'>): Promise<Record<string, never>> {
    const sfu = await this.#core.nodes.to(this.#nodeOfOwn(person, request.transportId));
    await sfu.request('transport.connect', request);
    return {};
  }

  async restartIce(person: Person, request: Request<'restartIce'>): Promise<Response<'restartIce'>> {
    const nodeId = this.#nodeOfOwn(person, request.transportId);
    this.#core.deps.sfus.doubt(nodeId); // Their path is broken, or the node is gone.
    return (await this.#core.nodes.to(nodeId)).request('transport.restartIce', request);
  }

  async produce(id: ParticipantId, request: Request<'produce'>): Promise<Response<'produce'>> {
    const { media, producers } = this.#member(id);
    if (!media) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'produce before join' });
    const producer = await this.openProducer(
      { nodeId: media.nodeId, transportId: media.sendTransportId },
      request,
      producers,
    );
    this.#core.apply({ type: 'producerOpened', id, producer });
    await this.#cascade.bringHome(producer.producerId, kindOf(producer.source));
    // Its first key frame is about to come: whoever is not there by then waits for another one.
    await Promise.all([this.consumers.offerMissing(), this.#feedProgramme()]);
    return { producerId: producer.producerId };
  }

  /** At the SFU alone. @throws Fault RTP_PARAMETERS_INVALID or SOURCE_IN_USE */
  async openProducer(
    { nodeId, transportId }: { nodeId: NodeId; transportId: string },
    { source, rtpParameters, paused, lines }: Request<'produce'>,
    others: readonly MemberProducer[],
  ): Promise<MemberProducer> {
    const kind = kindOf(source);
    assertSmall(rtpParameters);
    assertKind(rtpParameters, kind);
    if (others.some((producer) => producer.source === source)) throw new Fault('SOURCE_IN_USE');
    const sfu = await this.#core.nodes.to(nodeId);
    const { producerId } = await sfu.request('producer.open', { transportId, kind, rtpParameters, paused });
    const layers = Math.max(1, rtpParameters.encodings?.length ?? 1);
    return { source, producerId, paused, layers, ...(lines === undefined ? {} : { lines }) };
  }

  async setProducerPaused(id: ParticipantId, { source, paused }: { source: Source; paused: boolean }): Promise<void> {
    const { producerId } = this.#producer(id, source);
    const sfu = await this.#core.nodes.to(this.#media(id).nodeId);
    await sfu.request(paused ? 'producer.pause' : 'producer.resume', { producerId });
    await this.#cascade.setPaused(producerId, paused);
    this.#core.apply({ type: 'producerPaused', id, source, paused });
  }

  async closeProducer(id: ParticipantId, source: Source): Promise<void> {
    const { producerId } = this.#producer(id, source);
    const sfu = await this.#core.nodes.to(this.#media(id).nodeId);
    await sfu.request('producer.close', { producerId }).catch((error: Fault) => {
      // The SFU has closed it already: it must not stay on the stage for that.
      if (error.code !== 'PRODUCER_NOT_FOUND') throw error;
    });
    this.consumers.tellClosed(new Set([producerId]));
    this.#core.apply({ type: 'producerClosed', id, source });
  }

  async setConsumerPaused(
    id: ParticipantId,
    { consumerId, paused }: { consumerId: string; paused: boolean },
  ): Promise<void> {
    const consumer = this.#ownConsumer(id, consumerId);
    // What the page does not show stays paused; it is resumed when it comes into view.
    if (paused || !this.#layers.wishFor(id, consumer).paused || kindOf(consumer.source) === 'audio') {
      const sfu = await this.#core.nodes.to(this.#media(id).nodeId);
      await sfu.request(paused ? 'consumer.pause' : 'consumer.resume', { consumerId });
      this.#layers.note(consumerId, { paused });
    }
    this.#core.apply({ type: 'consumerResumed', id, consumerId, paused });
  }

  /** Takes a member off the stage, with all that they send and receive. Nothing happens when they are not on it. */
  async leave(id: ParticipantId): Promise<void> {
    const member = memberOf(this.#core.record, id);
    if (!member) return;
    if (member.media) await this.closeTransports(member.media.nodeId, transportsOf(member.media));
    const spare = this.#core.record.spares[id];
    if (spare) await this.closeTransports(spare.nodeId, [spare.send.id, spare.receive.id]);
    this.consumers.tellClosed(new Set(member.producers.map((producer) => producer.producerId)));
    this.#layers.forgetView(id);
    this.#core.apply({ type: 'left', id, atMs: this.#core.deps.clock.now() });
    this.#core.log.info({ participant: id }, 'left');
  }

  /**
   * Their node is lost, or about to end: opens transports on another, and all that can be received there; their page is
   * told, and sends over them from then on. @throws Fault
   */
  async move(
    id: ParticipantId,
    { nodeId, rtpCapabilities }: Pick<ReceivingEnd, 'nodeId' | 'rtpCapabilities'>,
  ): Promise<void> {
    const { send, receive } = await this.openTransports(nodeId);
    const consumers = await this.consumers.open(id, { nodeId, rtpCapabilities, receiveTransportId: receive.id });
    const [sendTransportId, receiveTransportId] = [send.id, receive.id];
    const media = { kind: 'webrtc', nodeId, sendTransportId, receiveTransportId, rtpCapabilities, consumers } as const;
    this.#core.apply({ type: 'mediaMoved', id, media });
    this.#core.emitTo(id, 'mediaMoved', { send, receive, consumers });
  }

  /** What was prepared flows; but a picture that a page does not show stays paused. Never fails: what is gone has ended. */
  async letFlow(
    id: ParticipantId,
    nodeId: NodeId,
    { producers, consumers }: Pick<PreparedMedia, 'producers' | 'consumers'>,
  ): Promise<void> {
    const sources = producers.filter(({ paused }) => !paused).map(({ source }) => source);
    const shown = consumers.filter(({ participantId, source }) => {
      const isHeard = kindOf(source) === 'audio';
      return isHeard || !this.#layers.wishFor(id, { participantId, source }).paused;
    });
    await Promise.all([this.#startProducers(nodeId, producers, sources), this.consumers.resume(nodeId, shown)]);
  }

  /** A place on the stage: an earlier visit of the same person makes way. @throws Fault STAGE_FULL */
  async #makeRoomFor(seat: Seat): Promise<void> {
    await this.leave(seat.participantId);
    if (this.#core.record.members.length >= maxMembers) throw new Fault('STAGE_FULL');
  }

  /** Both or none: one that opened beside one that failed is closed, since nobody knows of it. */
  async openTransports(nodeId: NodeId): Promise<{ send: WebRtcTransportOptions; receive: WebRtcTransportOptions }> {
    const sfu = await this.#core.nodes.to(nodeId);
    const open = () => sfu.request('transport.openWebRtc', this.#core.nodes.ref(nodeId));
    const [send, receive] = await Promise.allSettled([open(), open()]);
    if (send.status === 'fulfilled' && receive.status === 'fulfilled') {
      return { send: send.value, receive: receive.value };
    }
    for (const one of [send, receive]) {
      if (one.status === 'fulfilled') await this.closeTransports(nodeId, [one.value.id]);
    }
    throw send.status === 'rejected' ? send.reason : (receive as PromiseRejectedResult).reason;
  }

  /** Of those that were prepared, the ones with a device are heard and seen from now on. One that is gone is left out. */
  async #startProducers(
    nodeId: NodeId,
    prepared: readonly MemberProducer[],
    sources: readonly Source[],
  ): Promise<MemberProducer[]> {
    return successes(
      prepared.map(async (producer) => {
        const paused = !sources.includes(producer.source);
        if (!paused) {
          const sfu = await this.#core.nodes.to(nodeId);
          await sfu.request('producer.resume', { producerId: producer.producerId });
        }
        return { ...producer, paused };
      }),
      'prepared producer not started',
      this.#core.log,
    );
  }

  #admit(
    seat: Seat,
    { name, title = '' }: { name: string; title?: string | undefined },
    { media, producers }: Pick<Member, 'media' | 'producers'>,
  ): void {
    const { participantId: id } = seat;
    const isPromoted = seat.role === 'viewer';
    if (isPromoted) this.#promote(id);
    seat.name = name.trim() || '?';
    const role = roleOf(this.#core.record, { id, role: seat.role });
    const place = landing(this.#core.record, { id, role, isPromoted }, this.#core.deps.clock.now());
    this.#core.apply({
      type: 'joined',
      member: {
        id,
        name: seat.name,
        ...(title.trim() ? { title: title.trim() } : {}),
        role,
        place,
        isPromoted,
        awaySinceMs: null,
        media,
        producers,
      },
    });
    this.#core.log.info({ participant: id, role, place, media: media?.kind }, 'joined');
  }

  /** From the audience. Whoever was on the stage before has the grant already. */
  #promote(id: ParticipantId): void {
    if (this.#core.record.grants[id]) return;
    this.#core.apply({ type: 'granted', id, grant: 'presenter' });
    this.#core.seats.move(id, 'studio');
    this.#core.seatsChanged();
  }

  /** Never fails: who leaves is gone, whatever the SFU says. */
  async closeTransports(nodeId: NodeId, ids: readonly string[]): Promise<void> {
    const closing = ids.map(async (transportId) =>
      (await this.#core.nodes.to(nodeId)).request('transport.close', { transportId }),
    );
    for (const one of await Promise.allSettled(closing)) {
      // The SFU is away: what it held is gone with it, or is closed with the room.
      if (one.status === 'rejected' && one.reason.code !== 'TRANSPORT_NOT_FOUND') {
        this.#core.log.warn({ code: one.reason.code }, 'transport not closed');
      }
    }
  }

  #media(id: ParticipantId): MemberMedia {
    const { media } = this.#member(id);
    if (!media) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'the media is lost' });
    return media;
  }

  #member(id: ParticipantId): Member {
    const member = memberOf(this.#core.record, id);
    if (!member) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'not on the stage' });
    return member;
  }

  #producer(id: ParticipantId, source: Source): ProducerFacts {
    const producer = this.#member(id).producers.find((one) => one.source === source);
    if (!producer) throw new Fault('PRODUCER_NOT_FOUND', { detail: source });
    return producer;
  }

  /** The node of a member's own transport, or of one that was prepared for who may come. */
  #nodeOfOwn({ id, role }: Person, transportId: string): NodeId {
    const media = memberOf(this.#core.record, id)?.media;
    const prepared = this.#core.record.prepared[id];
    const spare = this.#core.record.spares[id];
    if (!prepared) assertMay(role, 'present');
    if (spare && [spare.send.id, spare.receive.id].includes(transportId)) return spare.nodeId;
    if (!(media || prepared)) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'not on the stage' });
    if (prepared && [prepared.send.id, prepared.receive.id].includes(transportId)) return prepared.nodeId;
    if (media?.kind === 'webrtc' && transportsOf(media).includes(transportId)) return media.nodeId;
    throw new Fault('TRANSPORT_NOT_FOUND', { detail: transportId });
  }

  #ownConsumer(id: ParticipantId, consumerId: string): ConsumerFacts {
    const { media } = this.#member(id);
    const consumers = media?.kind === 'webrtc' ? media.consumers : [];
    const own = consumers.find((consumer) => consumer.consumerId === consumerId);
    if (!own) throw new Fault('CONSUMER_NOT_FOUND', { detail: consumerId });
    return own;
  }
}
