import type { Clock } from '@rostrum/lifecycle';
import type { ParticipantId } from '@rostrum/protocol';
import {
  atTime,
  type Carried,
  type CarriedState,
  carriedDueMs,
  carriesAll,
  type LayersInput,
  looksAtLayers,
  withEstimate,
  withStuck,
} from '@rostrum/room';

/** What each receiver's path carries, by what the SFU says of it. */
export class CarriedByPath {
  readonly #clock: Clock;
  /** By the receiver's transport; one that carries all and is not about to change is not kept. */
  readonly #states = new Map<string, CarriedState>();

  readonly #onChange: (transportId: string, carried: Carried) => void;

  constructor(clock: Clock, onChange: (transportId: string, carried: Carried) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Answers whether something is different, or will be. */
  hear(transportId: string, kbps: number): boolean {
    const before = this.#states.get(transportId) ?? carriesAll;
    const after = withEstimate(before, { kbps, atMs: this.#clock.monotonic() });
    this.#keep(transportId, after);
    return after !== before;
  }

  /** When something will change if nothing is heard; null: never. */
  get dueMs(): number | null {
    const dues = [...this.#states.values()].flatMap((state) => carriedDueMs(state) ?? []);
    return dues.length === 0 ? null : Math.min(...dues);
  }

  /** Receivers whose path does not carry all, as of now. */
  of(room: Pick<LayersInput, 'record' | 'views'>): ReadonlyMap<ParticipantId, Carried> {
    const thin = new Map<ParticipantId, Carried>();
    if (this.#states.size === 0) return thin;
    const nowMs = this.#clock.monotonic();
    const gone = new Set(this.#states.keys());
    for (const member of room.record.members) {
      const transportId = member.media?.kind === 'webrtc' ? member.media.receiveTransportId : '';
      const state = this.#states.get(transportId);
      if (!state) continue;
      const now = atTime(withStuck(atTime(state, nowMs), !looksAtLayers(room, member)), nowMs);
      this.#keep(transportId, now);
      if (now.carried !== 'all') thin.set(member.id, now.carried);
      gone.delete(transportId);
    }
    for (const transportId of gone) this.#states.delete(transportId);
    return thin;
  }

  #keep(transportId: string, state: CarriedState): void {
    const before = this.#states.get(transportId)?.carried ?? 'all';
    if (before !== state.carried) this.#onChange(transportId, state.carried);
    if (state.carried === 'all' && state.leaningSinceMs === null) this.#states.delete(transportId);
    else this.#states.set(transportId, state);
  }
}
