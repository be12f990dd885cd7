import type { Timer } from '@rostrum/lifecycle';
import {
  Fault,
  type ParticipantId,
  type RequestOf,
  type ResponseOf,
  type RtpCapabilities,
  type stageServer,
} from '@rostrum/protocol';
import { assertMay, offerOf, type Person, type StageOffer } from '@rostrum/room';
import type { Chat } from './chat.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seats.ts';
import type { Stage } from './stage.ts';

/** An offer that nobody answers closes; one that was accepted waits as long again for the joining. */
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
    const offer = { accepted: false, prepared: null, ...earlier, participantId: id, name, by, untilMs };
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
    const prepared = await this.#options.stage.openTransports();
    this.#core.apply({ type: 'offerChanged', id, change: { prepared } });
    if (earlier) await this.#closePrepared(earlier);
    return { ...prepared, routerRtpCapabilities };
  }

  /** @throws Fault OFFER_NOT_FOUND */
  async answer(id: ParticipantId, accepted: boolean): Promise<void> {
    const offer = this.#assertOffer(id);
    if (!accepted) {
      await this.#end(offer);
      const declined = { participantId: id, name: offer.name };
      this.#core.emitToAll('offerDeclined', declined, ({ role }) => role === 'host' || role === 'co-host');
      return;
    }
    const untilMs = this.#core.deps.clock.now() + offerOpenMs;
    this.#core.apply({ type: 'offerChanged', id, change: { accepted, untilMs } });
    this.#startTimer({ ...offer, untilMs });
  }

  /** A viewer who accepted comes on stage, over the transports that were prepared. @throws Fault PERMISSION_DENIED */
  async join(
    seat: Seat,
    request: RequestOf<typeof stageServer, 'join'>,
  ): Promise<ResponseOf<typeof stageServer, 'join'>> {
    const { participantId: id } = seat;
    const offer = offerOf(this.#core.record, id);
    if (!offer?.accepted) throw new Fault('PERMISSION_DENIED', { detail: 'no offer was accepted' });
    const joined = await this.#options.stage.join(seat, request, offer.prepared);
    this.#stopTimer(id);
    this.#options.chat.replayStage(seat);
    return joined;
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

  #closePrepared({ send, receive }: NonNullable<StageOffer['prepared']>): Promise<void> {
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
