import type { ParticipantId, Place, Source } from '@rostrum/protocol';
import type { Signaling } from './signaling.ts';

/** What a host or a co-host asks about other people. Each one throws the Fault of the room's refusal. */
export class Moderation {
  readonly #signaling: Signaling;

  constructor(signaling: Signaling) {
    this.#signaling = signaling;
  }

  async place(participantId: ParticipantId, place: Place): Promise<void> {
    await this.#signaling.request('setPlace', { participantId, place });
  }

  /** Microphone or camera; they may turn it on again themselves. */
  async mute(participantId: ParticipantId, source: Source): Promise<void> {
    await this.#signaling.request('muteParticipant', { participantId, source });
  }

  async stopShare(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('stopShare', { participantId });
  }

  /** Out of the webinar, for good. */
  async remove(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('removeParticipant', { participantId });
  }

  /** Host only. */
  async setRole(participantId: ParticipantId, role: 'co-host' | 'presenter'): Promise<void> {
    await this.#signaling.request('setRole', { participantId, role });
  }

  /** Whoever joins a locked stage waits backstage. */
  async lockStage(locked: boolean): Promise<void> {
    await this.#signaling.request('setStageLocked', { locked });
  }

  async dismissHand(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('dismissHand', { participantId });
  }

  /** Asks a viewer to come on stage. */
  async offer(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('offerStage', { participantId });
  }

  async withdrawOffer(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('withdrawOffer', { participantId });
  }

  /** A promoted viewer goes back to the audience. */
  async demote(participantId: ParticipantId): Promise<void> {
    await this.#signaling.request('demote', { participantId });
  }
}
