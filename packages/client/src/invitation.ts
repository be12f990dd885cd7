import { Observable } from '@rostrum/lifecycle/observable';
import type { types } from 'mediasoup-client';
import type { SendProfile } from './encodings.ts';
import type { CodecDevice } from './load-device.ts';
import { nextPromotion, noPromotion, type Promotion, type PromotionEvent } from './promotion.ts';
import type { Signaling } from './signaling.ts';
import type { StageMedia, StageTransports } from './stage-media.ts';

export interface InvitationOptions {
  readonly signaling: Pick<Signaling, 'request'>;
  readonly device: CodecDevice;
  readonly newMedia: (device: types.Device, transports: StageTransports) => StageMedia;
  /** How a microphone would be sent now. */
  readonly voice: () => SendProfile;
}

/** A host's question to this viewer, and all that is opened while they think about it. */
export class Invitation {
  readonly state = new Observable<Promotion>(noPromotion);
  readonly #options: InvitationOptions;
  /** Both transports: what is to be opened over them may still be under way. */
  #opening: Promise<StageMedia> | undefined;

  constructor(options: InvitationOptions) {
    this.#options = options;
  }

  /** Asked; again, maybe. */
  offered(by: string, until?: string): void {
    const isNew = this.state.value.name === 'none';
    this.dispatch({ type: 'offered', by, ...(until === undefined ? {} : { until }) });
    if (isNew) this.#prepare();
  }

  dispatch(event: PromotionEvent): void {
    const next = nextPromotion(this.state.value, event);
    if (next !== this.state.value) this.state.set(next);
    if (next.name === 'none') this.#letGo();
  }

  /**
   * The person agrees: what was opened is handed over. What failed to open is tried once more.
   * @throws Fault of the room's refusal
   */
  async take(): Promise<StageMedia> {
    const media = await this.#opening?.catch(() => undefined);
    const taken = media ?? (await this.#open());
    this.#opening = undefined;
    return taken;
  }

  /** The room no longer has what was prepared: it is prepared again, for as long as the question is open. */
  renew(): void {
    this.#letGo();
    if (this.state.value.name === 'offered') this.#prepare();
  }

  #prepare(): void {
    this.#letGo();
    const opening = this.#open();
    this.#opening = opening;
    opening
      .then((media) => media.prepare(this.#options.voice()))
      .then(() => this.#opening === opening && this.dispatch({ type: 'ready' }))
      // What could not be opened ahead is opened with the answer, a little later than it could be.
      .catch(() => undefined);
  }

  async #open(): Promise<StageMedia> {
    const { signaling, device, newMedia } = this.#options;
    const answer = await signaling.request('prepareStage', {});
    return newMedia(await device.load(answer.routerRtpCapabilities), answer);
  }

  #letGo(): void {
    this.#opening?.then(
      (media) => media.close(),
      () => undefined, // There is nothing to close.
    );
    this.#opening = undefined;
  }
}
