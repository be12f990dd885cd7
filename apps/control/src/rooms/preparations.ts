import {
  Fault,
  type NodeId,
  type ParticipantId,
  type RequestOf,
  type ResponseOf,
  type RtpCapabilities,
  type stageServer,
} from '@rostrum/protocol';
import { isNextHand, memberOf, offerOf, type Person, type PreparedMedia } from '@rostrum/room';
import type { RoomCore } from './room-core.ts';
import type { Stage } from './stage.ts';

type Request<M extends keyof (typeof stageServer)['methods']> = RequestOf<typeof stageServer, M>;
type Response<M extends keyof (typeof stageServer)['methods']> = ResponseOf<typeof stageServer, M>;

/** More people in the lobby at once join the plain way, which takes a little longer. */
const maxPrepared = 32;

export interface PreparationsOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
  readonly routerRtpCapabilities: () => Promise<RtpCapabilities>;
}

/**
 * What takes time is opened while somebody is in the lobby, has a hand up, or thinks about an offer: transports, and
 * producers and consumers that are paused. Their `join` only has to start it. All methods run in the room's queue.
 */
export class Preparations {
  readonly #core: RoomCore;
  readonly #stage: Stage;
  readonly #routerRtpCapabilities: PreparationsOptions['routerRtpCapabilities'];

  constructor({ core, stage, routerRtpCapabilities }: PreparationsOptions) {
    this.#core = core;
    this.#stage = stage;
    this.#routerRtpCapabilities = routerRtpCapabilities;
  }

  of(id: ParticipantId): PreparedMedia | null {
    return this.#core.record.prepared[id] ?? null;
  }

  /** For their `join`. A page that does not hold what was prepared for it begins anew. */
  async for(id: ParticipantId, { send }: Request<'join'>): Promise<PreparedMedia | null> {
    if (send === undefined) await this.drop(id);
    return this.of(id);
  }

  /**
   * Transports. Again: what was prepared before is closed.
   * @throws Fault OFFER_NOT_FOUND for viewers who are neither asked nor among the first hands, MESSAGE_OUT_OF_ORDER on the stage, STAGE_FULL
   */
  async open(person: Person, region: string | undefined): Promise<Response<'prepareStage'>> {
    const { id } = person;
    this.#assertMay(person);
    if (!this.of(id) && Object.keys(this.#core.record.prepared).length >= maxPrepared) throw new Fault('STAGE_FULL');
    await this.drop(id);
    const routerRtpCapabilities = await this.#routerRtpCapabilities();
    // A wish to be asked opens no other node, and brings nothing from one to another.
    const nodeId = this.#isAsked(person) ? await this.#core.nodes.nearest(region) : this.#homeIn(region);
    const transports = await this.#stage.openTransports(nodeId);
    this.#keep(id, { nodeId, ...transports, producers: [], consumers: [] });
    return { ...transports, routerRtpCapabilities };
  }

  /** What they will send, at the SFU alone: paused, and nobody hears of it. @throws Fault PERMISSION_DENIED */
  async produce(id: ParticipantId, request: Request<'produce'>): Promise<Response<'produce'>> {
    const prepared = this.of(id);
    if (!prepared) throw new Fault('PERMISSION_DENIED', { detail: 'nothing was prepared' });
    const { producers } = prepared;
    const producer = await this.#stage.openProducer(
      { nodeId: prepared.nodeId, transportId: prepared.send.id },
      { ...request, paused: true },
      producers,
    );
    this.#keep(id, { ...prepared, producers: [...producers, producer] });
    return { producerId: producer.producerId };
  }

  /** What they will see and hear, all paused. @throws Fault MESSAGE_OUT_OF_ORDER before `open` */
  async addConsumers(
    person: Person,
    { rtpCapabilities }: Request<'prepareConsumers'>,
  ): Promise<Response<'prepareConsumers'>> {
    const { id } = person;
    this.#assertMay(person);
    const prepared = this.of(id);
    if (!prepared) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'prepareStage comes first' });
    const { nodeId } = prepared;
    const media = { nodeId, rtpCapabilities, receiveTransportId: prepared.receive.id };
    const have = prepared.consumers;
    const opened = await this.#stage.consumers.open(id, media, {
      have,
      paused: true,
      onlyShown: !this.#isAsked(person),
    });
    const consumers = [...have, ...opened];
    this.#keep(id, { ...prepared, consumers });
    return { consumers };
  }

  /** Closes it, if there is any: producers and consumers end with their transports. */
  async drop(id: ParticipantId): Promise<void> {
    const prepared = this.of(id);
    if (!prepared) return;
    this.#core.apply({ type: 'preparedClosed', id });
    await this.#stage.closeTransports(prepared.nodeId, [prepared.send.id, prepared.receive.id]);
  }

  #assertMay({ id, role }: Person): void {
    if (!(this.#isAsked({ id, role }) || this.#mayBeAsked(id))) throw new Fault('OFFER_NOT_FOUND', { detail: id });
    if (memberOf(this.#core.record, id)) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'on the stage already' });
  }

  /** Who presents anyway, and viewers who have an offer. */
  #isAsked({ id, role }: Person): boolean {
    return role !== 'viewer' || offerOf(this.#core.record, id) !== undefined;
  }

  #mayBeAsked(id: ParticipantId): boolean {
    return isNextHand(this.#core.record, id) && this.#core.record.home !== null;
  }

  /** @throws Fault OFFER_NOT_FOUND where another node would be nearer */
  #homeIn(region = this.#core.deps.region): NodeId {
    const home = this.#core.record.nodes.find(({ nodeId }) => nodeId === this.#core.record.home);
    if (home?.region !== region) throw new Fault('OFFER_NOT_FOUND', { detail: 'another node is nearer' });
    return home.nodeId;
  }

  #keep(id: ParticipantId, media: PreparedMedia): void {
    this.#core.apply({ type: 'prepared', id, media });
  }
}
