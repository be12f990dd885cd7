import type { Timer } from '@rostrum/lifecycle';
import { type EventOf, type ParticipantId, type Reaction, reactions, type stageServer } from '@rostrum/protocol';
import { Pace } from './pace.ts';
import type { RoomCore } from './room-core.ts';

type Counts = EventOf<typeof stageServer, 'reacted'>['counts'];

const intervalMs = 1000;
const none = (): Counts => Object.fromEntries(reactions.map((reaction) => [reaction, 0])) as Counts;

/** Counts what people feel, and tells everybody at most once a second. */
export class Reactions {
  readonly #core: RoomCore;
  readonly #pace: Pace;
  #counts = none();
  #isDue = false;
  #turn: Timer | undefined;

  constructor(core: RoomCore) {
    this.#core = core;
    this.#pace = new Pace({ times: 10, withinMs: 5000, now: () => core.deps.clock.monotonic() });
  }

  /** @throws Fault TOO_FAST */
  react(id: ParticipantId, reaction: Reaction): void {
    this.#pace.assertMay(id);
    this.#counts[reaction] += 1;
    this.#isDue = true;
    if (!this.#turn) this.#tell();
  }

  close(): void {
    this.#turn?.cancel();
  }

  /** The first at once, what comes within the next second together. */
  #tell(): void {
    this.#turn = undefined;
    if (!this.#isDue) return;
    this.#core.emitToAll('reacted', { counts: this.#counts });
    this.#counts = none();
    this.#isDue = false;
    this.#turn = this.#core.deps.clock.after(intervalMs, () => this.#tell());
  }
}
