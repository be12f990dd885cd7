import { Fault, type ParticipantId, type Place, type Source } from '@rostrum/protocol';
import { assertMayModerate, type Member, memberOf, type Person } from '@rostrum/room';
import type { Promotion } from './promotion.ts';
import type { RoomCore } from './room-core.ts';
import type { Stage } from './stage.ts';

export interface ModerationOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
  readonly promotion: Promotion;
}

/**
 * What hosts and co-hosts do to others. Each method is one request, run in the room's queue, and refuses with
 * PERMISSION_DENIED what the two roles do not allow, and with PARTICIPANT_NOT_FOUND who is not there.
 */
export class Moderation {
  readonly #core: RoomCore;
  readonly #stage: Stage;
  readonly #promotion: Promotion;

  constructor({ core, stage, promotion }: ModerationOptions) {
    this.#core = core;
    this.#stage = stage;
    this.#promotion = promotion;
  }

  async setPlace(
    actor: Person,
    { participantId: id, place }: { participantId: ParticipantId; place: Place },
  ): Promise<void> {
    const member = this.#member(actor, id);
    if (member.place !== place) this.#core.apply({ type: 'placed', id, place });
  }

  /** @throws Fault PRODUCER_NOT_FOUND when they do not send that */
  async mute(
    actor: Person,
    { participantId, source }: { participantId: ParticipantId; source: Source },
  ): Promise<void> {
    this.#member(actor, participantId);
    await this.#stage.setProducerPaused(participantId, { source, paused: true });
    this.#core.emitTo(participantId, 'mutedBy', { source, name: this.#core.nameOf(actor) });
  }

  /** The screen, and its sound. @throws Fault PRODUCER_NOT_FOUND when they share none */
  async stopShare(actor: Person, id: ParticipantId): Promise<void> {
    const { producers } = this.#member(actor, id);
    if (!producers.some(({ source }) => source === 'screen'))
      throw new Fault('PRODUCER_NOT_FOUND', { detail: 'screen' });
    for (const { source } of producers) {
      if (source !== 'screen' && source !== 'screen-audio') continue;
      await this.#stage.closeProducer(id, source);
      this.#core.emitTo(id, 'mutedBy', { source, name: this.#core.nameOf(actor) });
    }
  }

  /** Out, and not let in again. */
  async remove(actor: Person, id: ParticipantId): Promise<void> {
    const target = this.#anybody(id);
    assertMayModerate(actor, target);
    if (actor.id === id) throw new Fault('PERMISSION_DENIED', { detail: 'nobody removes themselves' });
    await this.#stage.leave(id);
    await this.#promotion.drop(id);
    this.#core.apply({ type: 'removed', id });
    this.#core.seats.of(id)?.socket.closeWith(new Fault('REMOVED'));
    this.#core.log.info({ participant: id, by: actor.id }, 'removed');
  }

  async setStageLocked(locked: boolean): Promise<void> {
    if (locked !== this.#core.record.stageLocked) this.#core.apply({ type: 'stageLocked', locked });
  }

  /** A presenter becomes co-host, or a co-host presenter again. */
  async setRole(
    actor: Person,
    { participantId: id, role }: { participantId: ParticipantId; role: 'co-host' | 'presenter' },
  ): Promise<void> {
    const member = this.#member(actor, id);
    if (member.role === 'host' || member.isPromoted) {
      throw new Fault('PERMISSION_DENIED', { detail: `a ${member.isPromoted ? 'viewer' : 'host'} keeps their role` });
    }
    if (member.role === role) return;
    this.#core.apply(role === 'co-host' ? { type: 'granted', id, grant: role } : { type: 'grantEnded', id });
  }

  /** Somebody on the stage, whom the actor may moderate. */
  #member(actor: Person, id: ParticipantId): Member {
    const member = memberOf(this.#core.record, id);
    if (!member) throw new Fault('PARTICIPANT_NOT_FOUND', { detail: id });
    assertMayModerate(actor, member);
    return member;
  }

  /** On the stage, in the lobby, in the audience, or away for a moment with a hand up. */
  #anybody(id: ParticipantId): Person {
    const member = memberOf(this.#core.record, id);
    if (member) return member;
    const seat = this.#core.seats.of(id);
    if (seat) return this.#core.personOf(seat);
    const isWaiting = this.#core.record.hands.some((hand) => hand.participantId === id);
    if (isWaiting) return { id, role: 'viewer' };
    throw new Fault('PARTICIPANT_NOT_FOUND', { detail: id });
  }
}
