import type { NodeId, ProgrammeId, ProgrammeState } from '@rostrum/protocol';
import { programmeState } from '@rostrum/room';
import { ProgrammePictures } from './programme-pictures.ts';
import type { RoomCore } from './room-core.ts';

export interface MixerBriefingOptions {
  readonly core: RoomCore;
  /** The mixer, and what of the programme it makes: all from this epoch on. */
  readonly mixerNodeId: NodeId;
  readonly programmeId: ProgrammeId;
  readonly epoch: number;
  /** It knows all that was to be said beside the queue. */
  readonly onTold: () => void;
  /** It could not be told beside the queue. In the queue, and only while the programme is still this mixer's. */
  readonly onUntold: (error: unknown) => void;
}

/** The whole state that the room wants of its programme. */
export const wantedState = ({ record, facts, branding }: RoomCore): ProgrammeState =>
  programmeState(record, { title: facts.title, branding });

/**
 * What one mixer was told of a programme, and is to be told. A mixer that takes over gets a briefing of its own, for which
 * one that does not answer holds nothing up.
 */
export class MixerBriefing {
  readonly #options: MixerBriefingOptions;
  readonly #core: RoomCore;
  readonly #pictures: ProgrammePictures;
  /** What it was told last, as text; undefined when it must be told again. */
  #told: string | undefined;
  #isTelling = false;
  /** There is more to say than what is under way. */
  #mustTell = false;

  constructor(options: MixerBriefingOptions) {
    this.#options = options;
    this.#core = options.core;
    this.#pictures = new ProgrammePictures(this.#core.deps.look, this.#core.log);
  }

  get epoch(): number {
    return this.#options.epoch;
  }

  /** It may have forgotten what it was told. */
  forget(): void {
    this.#told = undefined;
    this.#pictures.forget();
  }

  /** The state as it is now, unless that was told last, and the pictures that it names. @throws Fault when it does not take them */
  async tell(): Promise<void> {
    // A picture goes before the state that names it; one that cannot be had now must not hold up the stage.
    const [pictures] = await Promise.allSettled([this.#bringPictures()]);
    await this.#update();
    if (pictures.status === 'rejected') throw pictures.reason;
  }

  /** A mixer has pictures to draw, and answers when it can: what waits in the room's queue does not wait for that. */
  tellBeside(): void {
    this.#mustTell = true;
    if (!this.#isTelling) void this.#tellAll();
  }

  /** Never fails. */
  async #tellAll(): Promise<void> {
    this.#isTelling = true;
    try {
      while (this.#mustTell && this.#isCurrent && !this.#core.isClosed) {
        this.#mustTell = false;
        await this.tell();
      }
      if (this.#isCurrent) this.#options.onTold();
    } catch (error) {
      this.#core.enqueue(async () => {
        if (this.#isCurrent) this.#options.onUntold(error);
      });
    } finally {
      this.#isTelling = false;
    }
  }

  /** No other mixer has the programme, and it goes on. */
  get #isCurrent(): boolean {
    const { phase } = this.#core.record;
    return phase.name === 'live' && phase.placement?.epoch === this.epoch;
  }

  async #bringPictures(): Promise<void> {
    const { branding } = this.#core;
    if (!this.#pictures.lacks(branding)) return;
    const mixer = await this.#mixer();
    await this.#pictures.bring(branding, (picture) => mixer.request('programme.asset', { ...this.#ref, ...picture }));
  }

  async #update(): Promise<void> {
    const state = wantedState(this.#core);
    const text = JSON.stringify({ ...state, revision: 0 });
    if (text === this.#told) return;
    await (await this.#mixer()).request('programme.update', { ...this.#ref, state });
    this.#told = text;
  }

  #mixer() {
    return this.#core.deps.mixers.to(this.#options.mixerNodeId);
  }

  /** The programme as the mixer knows it, in the name of the room's owner. */
  get #ref() {
    const { programmeId, epoch } = this.#options;
    return { programmeId, epoch, leaseEpoch: this.#core.deps.lease.epoch };
  }
}
