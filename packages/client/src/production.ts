import type { Card, ProductionChange } from '@rostrum/protocol';
import type { Signaling } from './signaling.ts';

/** What a host or a co-host directs. */
export class Production {
  readonly #signaling: Signaling;

  constructor(signaling: Signaling) {
    this.#signaling = signaling;
  }

  /** The fields that change; the programme shows it from the next frame on. @throws Fault PARTICIPANT_NOT_FOUND, … */
  async direct(change: ProductionChange): Promise<void> {
    await this.#signaling.request('direct', change);
  }

  /** Beside every viewer's picture, when it is at this moment. @throws Fault WEBINAR_NOT_LIVE, … */
  async showCard(card: Card): Promise<void> {
    await this.#signaling.request('showCard', card);
  }

  /** A place in the programme to find again, with words of the host's own or none. @throws Fault WEBINAR_NOT_LIVE, … */
  async mark(label = ''): Promise<void> {
    await this.#signaling.request('mark', { label });
  }
}
