import { Fault, type ProductionChange } from '@rostrum/protocol';
import type { Person } from '@rostrum/room';
import type { RoomCore } from './room-core.ts';

export interface ProductionOptions {
  readonly core: RoomCore;
  /** Tells the mixer what the programme is to be, ahead of all else. */
  readonly tellMixer: () => Promise<void>;
}

/** What hosts and co-hosts direct: one request changes the record and, in the same turn, the programme. */
export class Production {
  readonly #core: RoomCore;
  readonly #tellMixer: () => Promise<void>;

  constructor({ core, tellMixer }: ProductionOptions) {
    this.#core = core;
    this.#tellMixer = tellMixer;
  }

  /** @throws Fault PARTICIPANT_NOT_FOUND or FIELD_INVALID */
  async direct(actor: Person, change: ProductionChange): Promise<void> {
    const atMs = this.#core.deps.clock.now();
    this.#core.apply({ type: 'directed', change, atMs });
    await this.#tellMixer();
    this.#core.log.info({ by: actor.id, scene: change.scene?.kind, changed: Object.keys(change) }, 'directed');
  }

  /** Drops a marker into the timeline, and answers when it is kept. @throws Fault WEBINAR_NOT_LIVE or STORAGE_UNAVAILABLE */
  async mark(actor: Person, label: string): Promise<void> {
    if (this.#core.record.phase.name !== 'live') throw new Fault('WEBINAR_NOT_LIVE');
    await this.#core.mark({ type: 'marker', label, by: this.#core.nameOf(actor) });
  }
}
