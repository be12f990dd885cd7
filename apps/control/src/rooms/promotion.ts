import type { Timer } from '@rostrum/lifecycle';
import { Fault, type ParticipantId, type RequestOf, type ResponseOf, type stageServer } from '@rostrum/protocol';
import { assertMay, memberOf, offerOf, type Person, type StageOffer } from '@rostrum/room';
import type { Chat } from './chat.ts';
import type { Preparations } from './preparations.ts';
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
  readonly preparations: Preparations;
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
    const offer = { participantId: id, name, by, untilMs };
    this.#core.apply({ type: 'offered', offer });
    this.#startTimer(offer);
    this.#core.emitTo(id, 'offered', { by, until: new Date(untilMs).toISOString() });
  }

  /** @throws Fault OFFER_NOT_FOUND */
  async withdraw(id: ParticipantId): Promise<void> {
    this.#assertOffer(id);
    await this.drop(id);
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
    this.#assertOffer(id);
    const joined = await this.#options.stage.join(seat, request, await this.#options.preparations.for(id, request));
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

  /** Closes an offer, if there is one, with all that was prepared for it. */
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

  async #end({ participantId: id }: StageOffer): Promise<void> {
    this.#stopTimer(id);
    this.#core.apply({ type: 'offerClosed', id });
    await this.#options.preparations.drop(id);
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
