import { type Card, Fault, type Moment, mixDelayMs } from '@rostrum/protocol';
import { memberOf, type RoomRecord } from '@rostrum/room';
import type { RoomCore } from './room-core.ts';

/** What somebody who comes, or goes back a little, is told of what was. */
const kept = 100;

/**
 * Tells the audience what happens in the programme, with its time there: a viewer is seconds behind the stage, each by
 * other ones, and their page waits until their picture is there.
 */
export class Moments {
  readonly #core: RoomCore;
  #recent: Moment[] = [];
  #told: { speaker: string | null; scene: string | null } = { speaker: null, scene: null };

  constructor(core: RoomCore) {
    this.#core = core;
    core.onChange(() => this.#look());
    this.#look();
  }

  /** Oldest first. */
  get recent(): Moment[] {
    return this.#recent;
  }

  /** A host shows something to the audience, now. @throws Fault WEBINAR_NOT_LIVE */
  showCard(card: Card): void {
    if (this.#core.record.phase.name !== 'live') throw new Fault('WEBINAR_NOT_LIVE');
    this.#tell({ kind: 'card', card });
  }

  #look(): void {
    const { record } = this.#core;
    if (record.phase.name !== 'live') return;
    const now = { speaker: speakerOf(record), scene: record.production.scene.kind };
    const before = this.#told;
    this.#told = now;
    if (now.scene !== before.scene) this.#tell({ kind: 'scene', scene: now.scene });
    if (now.speaker !== before.speaker) this.#tell({ kind: 'speaker', name: now.speaker });
  }

  #tell(what: Moment['what']): void {
    const atMs = this.#core.deps.clock.now() - mixDelayMs;
    const moment = { atMs, what };
    this.#recent = [...this.#recent, moment].slice(-kept);
    this.#core.emitToAll('moment', moment, ({ role }) => role === 'viewer');
  }
}

/** Who is heard in the programme; who is backstage, or in no picture, has no name there. */
function speakerOf(record: RoomRecord): string | null {
  const { speaker, production } = record;
  if (speaker === null || production.scene.kind === 'slate' || production.hidden.includes(speaker)) return null;
  const member = memberOf(record, speaker);
  return member?.place === 'stage' ? member.name : null;
}
