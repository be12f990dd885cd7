import type { types } from 'mediasoup-client';
import type { SendProfile } from './encodings.ts';
import type { CodecDevice } from './load-device.ts';
import type { Signaling } from './signaling.ts';
import type { StageMedia, StageTransports } from './stage-media.ts';

export interface PreparationOptions {
  readonly signaling: Pick<Signaling, 'request'>;
  readonly device: CodecDevice;
  readonly newMedia: (device: types.Device, transports: StageTransports) => StageMedia;
  /** How a microphone would be sent now. */
  readonly voice: () => SendProfile;
  /** All is open. */
  readonly onReady?: () => void;
}

/** All that can be opened before somebody is asked, or has agreed, to come on stage: their click only has to start it. */
export class Preparation {
  readonly #options: PreparationOptions;
  /** Both transports: what is to be opened over them may still be under way. */
  #opening: Promise<StageMedia> | undefined;
  /** They agreed before all was open. */
  #isTaken = false;
  #state: 'none' | 'opening' | 'ready' | 'failed' = 'none';

  constructor(options: PreparationOptions) {
    this.#options = options;
  }

  /** `ready`: all that can be is open. */
  get state(): 'none' | 'opening' | 'ready' | 'failed' {
    return this.#state;
  }

  /** Anew, when it was begun before. */
  begin(): void {
    this.drop();
    const opening = this.#open();
    this.#opening = opening;
    this.#isTaken = false;
    this.#state = 'opening';
    opening
      // What they receive comes with the answer to their `join`, which is on its way then.
      .then((media) => media.prepare(this.#options.voice(), { toReceive: !this.#isTaken }))
      .then(() => {
        if (this.#opening !== opening) return;
        this.#state = 'ready';
        this.#options.onReady?.();
      })
      .catch(() => {
        // What could not be opened ahead is opened with the click, a little later than it could be.
        if (this.#opening === opening) this.#state = 'failed';
      });
  }

  /**
   * Hands over what was opened. What failed to open is tried once more; undefined when nothing was begun.
   * @throws Fault of the room's refusal
   */
  async take(): Promise<StageMedia | undefined> {
    const opening = this.#opening;
    if (!opening) return undefined;
    this.#isTaken = true;
    const media = await opening.catch(() => undefined);
    if (this.#opening !== opening) return undefined; // Let go meanwhile.
    this.#opening = undefined;
    this.#state = 'none';
    return media ?? this.#open();
  }

  drop(): void {
    this.#opening?.then(
      (media) => media.close(),
      () => undefined, // There is nothing to close.
    );
    this.#opening = undefined;
    this.#state = 'none';
  }

  async #open(): Promise<StageMedia> {
    const { signaling, device, newMedia } = this.#options;
    const answer = await signaling.request('prepareStage', {});
    return newMedia(await device.load(answer.routerRtpCapabilities), answer);
  }
}
