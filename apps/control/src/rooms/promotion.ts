import type { Timer } from '@rostrum/lifecycle';
import {
  Fault,
  type ParticipantId,
  type RequestOf,
  type ResponseOf,
  type RtpCapabilities,
  type stageServer,
} from '@rostrum/protocol';
import { assertMay, memberOf, offerOf, type Person, type PreparedMedia, type StageOffer } from '@rostrum/room';
import type { Chat } from './chat.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seats.ts';
import type { Stage } from './stage.ts';

type Request<M extends keyof (typeof stageServer)['methods']> = RequestOf<typeof stageServer, M>;

/** An offer that nobody answers closes. */
const offerOpenMs = 60_000;

export interface PromotionOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
  readonly chat: Chat;
  readonly routerRtpCapabilities: () => Promise<RtpCapabilities>;
  readonly enqueue: (task: () => Promise<void>) => void;
}

/** How a viewer comes on stage, and goes back. All methods run in the room's queue. */
export class Promotion {
  readonly #options: PromotionOptions;
  readonly #core: RoomCore;
  readonly #timers = new Map<ParticipantId, Timer>();

  constructor(options: PromotionOptions) {
    this.#options = options;
    this.#core = options.core;
    for (const offer of this.#core.record.offers) this.#startTimer(offer);
  }

  /** Asks a viewer; asking again starts the minute anew. @throws Fault PARTICIPANT_NOT_FOUND */
  offer(actor: Person, id: ParticipantId): void {
    const seat = this.#core.seats.of(id);
    if (!(seat && this.#core.seats.isInAudience(id))) throw new Fault('PARTICIPANT_NOT_FOUND', { detail: 'no viewer' });
    const by = this.#core.nameOf(actor);
    const name = this.#core.nameOf(this.#core.personOf(seat));
    const untilMs = this.#core.deps.clock.now() + offerOpenMs;
    const earlier = offerOf(this.#core.record, id);
    const offer = { prepared: null, ...earlier, participantId: id, name, by, untilMs };
    this.#core.apply({ type: 'offered', offer });
    this.#startTimer(offer);
    this.#core.emitTo(id, 'offered', { by, until: new Date(untilMs).toISOString() });
  }

  /** @throws Fault OFFER_NOT_FOUND */
  async withdraw(id: ParticipantId): Promise<void> {
    this.#assertOffer(id);
    await this.drop(id);
  }

  /** Opens what takes time, before the viewer has said yes. Again: what was prepared before is closed. */
  async prepare(id: ParticipantId): Promise<ResponseOf<typeof stageServer, 'prepareStage'>> {
    const { prepared: earlier } = this.#assertOffer(id);
    const routerRtpCapabilities = await this.#options.routerRtpCapabilities();
    const transports = await this.#options.stage.openTransports();
    this.#setPrepared(id, { ...transports, producers: [], consumers: [] });
    if (earlier) await this.#closePrepared(earlier);
    return { ...transports, routerRtpCapabilities };
  }

  /** What they will send, at the SFU alone: paused, and nobody hears of it. @throws Fault PERMISSION_DENIED */
  async produce(id: ParticipantId, request: Request<'produce'>): Promise<ResponseOf<typeof stageServer, 'produce'>> {
    const prepared = offerOf(this.#core.record, id)?.prepared;
    if (!prepared) throw new Fault('PERMISSION_DENIED', { detail: 'nothing was prepared' });
    const { producers } = prepared;
    const producer = await this.#options.stage.openProducer(prepared.send.id, { ...request, paused: true }, producers);
    this.#setPrepared(id, { ...prepared, producers: [...producers, producer] });
    return { producerId: producer.producerId };
  }

  /** What they will see and hear, all paused. @throws Fault MESSAGE_OUT_OF_ORDER before `prepare` */
  async prepareConsumers(
    id: ParticipantId,
    { rtpCapabilities }: Request<'prepareConsumers'>,
  ): Promise<ResponseOf<typeof stageServer, 'prepareConsumers'>> {
    const { prepared } = this.#assertOffer(id);
    if (!prepared) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'prepareStage comes first' });
    const media = { rtpCapabilities, receiveTransportId: prepared.receive.id };
    const have = prepared.consumers;
    const opened = await this.#options.stage.openConsumers(id, media, { have, paused: true });
    const consumers = [...have, ...opened];
    this.#setPrepared(id, { ...prepared, consumers });
    return { consumers };
  }

  /** "Not now". @throws Fault OFFER_NOT_FOUND */
  async decline(id: ParticipantId): Promise<void> {
    const offer = this.#assertOffer(id);
    await this.#end(offer);
    const declined = { participantId: id, name: offer.name };
    this.#core.emitToAll('offerDeclined', declined, ({ role }) => role === 'host' || role === 'co-host');
  }

  /** The viewer says yes: on stage, over what was prepared. @throws Fault OFFER_NOT_FOUND */
  async join(seat: Seat, request: Request<'join'>): Promise<ResponseOf<typeof stageServer, 'join'>> {
    const { participantId: id } = seat;
    const { prepared } = this.#assertOffer(id);
    const joined = await this.#options.stage.join(seat, request, prepared);
    this.#stopTimer(id);
    this.#options.chat.replayStage(seat);
    return joined;
  }

  /** Nobody holds their place for them any longer: they are a viewer again. */
  endGrant(id: ParticipantId): void {
    if (this.#core.record.grants[id] !== 'presenter' || memberOf(this.#core.record, id)) return;
    this.#core.apply({ type: 'grantEnded', id });
    this.#core.log.info({ participant: id }, 'stayed away: in the audience again');
  }

  /** Back to the audience: by a host, or by themselves. @throws Fault PERMISSION_DENIED or PARTICIPANT_NOT_FOUND */
  async demote(actor: Person, id: ParticipantId): Promise<void> {
    if (actor.id !== id) assertMay(actor.role, 'moderate');
    if (this.#core.record.grants[id] !== 'presenter') {
      throw new Fault('PARTICIPANT_NOT_FOUND', { detail: `${id} did not come from the audience` });
    }
    await this.#options.stage.leave(id);
    this.#core.apply({ type: 'grantEnded', id });
    this.#core.seats.move(id, 'audience');
    this.#core.seatsChanged();
    this.#core.emitTo(id, 'demoted', {});
    const seat = this.#core.seats.of(id);
    if (seat) seat.socket.emit('state', this.#core.state(this.#core.personOf(seat)));
    this.#core.log.info({ participant: id, by: actor.id }, 'back to the audience');
  }

  /** Closes an offer, if there is one, with all that was prepared. */
  async drop(id: ParticipantId): Promise<void> {
    const offer = offerOf(this.#core.record, id);
    if (!offer) return;
    await this.#end(offer);
    this.#core.emitTo(id, 'offerClosed', {});
  }

  /** Stops the timers. */
  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #assertOffer(id: ParticipantId): StageOffer {
    const offer = offerOf(this.#core.record, id);
    if (!offer) throw new Fault('OFFER_NOT_FOUND', { detail: id });
    return offer;
  }

  async #end({ participantId: id, prepared }: StageOffer): Promise<void> {
    this.#stopTimer(id);
    this.#core.apply({ type: 'offerClosed', id });
    if (prepared) await this.#closePrepared(prepared);
  }

  #setPrepared(id: ParticipantId, prepared: PreparedMedia): void {
    this.#core.apply({ type: 'offerChanged', id, change: { prepared } });
  }

  /** Producers and consumers end with their transports. */
  #closePrepared({ send, receive }: PreparedMedia): Promise<void> {
    return this.#options.stage.closeTransports([send.id, receive.id]);
  }

  #startTimer({ participantId: id, untilMs }: StageOffer): void {
    this.#stopTimer(id);
    const { clock } = this.#core.deps;
    const timer = clock.after(Math.max(0, untilMs - clock.now()), () => {
      this.#timers.delete(id);
      this.#options.enqueue(async () => {
        const offer = offerOf(this.#core.record, id);
        if (offer && offer.untilMs <= clock.now()) await this.drop(id);
      });
    });
    this.#timers.set(id, timer);
  }

  #stopTimer(id: ParticipantId): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
  }
}
