import { type Channel, dial } from '@rostrum/link';
import {
  Fault,
  type ParticipantId,
  type Role,
  type RtpCapabilities,
  type Source,
  type StageState,
  sources,
  toFault,
} from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { type ConnectionQuality, QualityWatch } from './connection-quality.ts';
import { loadDevice } from './load-device.ts';
import type { LocalMedia } from './local-media.ts';
import type { RemoteTrack } from './media-receive.ts';
import { Observable } from './observable.ts';
import { pauseBefore, type SocketState } from './resume-policy.ts';
import { type HelloAnswer, Signaling } from './signaling.ts';
import { StageMedia } from './stage-media.ts';
import { nextStagePhase, type StageEvent, type StagePhase } from './stage-phase.ts';
import { WakeWatch } from './wake-watch.ts';

/** All that a page draws of the stage: a new object at each change. */
export interface StageView {
  readonly phase: StagePhase;
  readonly socket: SocketState;
  readonly me: ParticipantId | undefined;
  readonly role: Role | undefined;
  /** Undefined until the first hello was answered. */
  readonly room: StageState | undefined;
  readonly remote: readonly RemoteTrack[];
  /** Of this page's own connection; `unknown` until it was measured. */
  readonly quality: ConnectionQuality;
}

export interface StageClientOptions {
  /** `wss://host/api/stage` */
  readonly url: string;
  /** From `POST /api/join`. */
  readonly session: string;
  readonly media: LocalMedia;
  /** A source could not be sent or received; the rest goes on. */
  readonly onProblem?: (fault: Fault, source?: Source) => void;
  /** For tests. Default: a WebSocket to `url`. */
  readonly dialWith?: (url: string) => Promise<Channel>;
}

/**
 * The stage as one presenter's or host's page sees it. Opened in the lobby, where it already says hello and loads the
 * browser's codecs; `join` then needs one request. It survives lost sockets, lost media servers and changed networks
 * by itself; `view` says what is going on.
 */
export class StageClient {
  readonly view: Observable<StageView>;
  readonly #options: StageClientOptions;
  readonly #signaling: Signaling;
  readonly #tracks = new Observable<readonly RemoteTrack[]>([]);
  readonly #wake: WakeWatch;
  readonly #quality: QualityWatch;
  readonly #subscriptions: (() => void)[] = [];
  #device: Promise<types.Device> | undefined;
  #media: StageMedia | undefined;
  #isRestoring = false;

  static open(options: StageClientOptions): StageClient {
    const client = new StageClient(options);
    client.#signaling.start();
    return client;
  }

  private constructor(options: StageClientOptions) {
    this.#options = options;
    const { url, dialWith = dial } = options;
    this.#signaling = new Signaling({
      dial: () => dialWith(url),
      session: options.session,
      holdsMedia: () => this.#media !== undefined,
      onHello: (answer) => this.#greeted(answer),
      listeners: {
        state: (room) => this.#update({ room }),
        consumerOpened: (facts) => this.#media?.receive(facts),
        consumerClosed: ({ consumerId }) => this.#media?.drop(consumerId),
        mediaLost: () => this.#mediaLost(),
      },
    });
    this.view = new Observable<StageView>({
      phase: { name: 'connecting' },
      socket: this.#signaling.socket.value,
      me: undefined,
      role: undefined,
      room: undefined,
      remote: [],
      quality: 'unknown',
    });
    this.#subscriptions.push(
      this.#signaling.socket.subscribe(() => this.#socketChanged()),
      this.#tracks.subscribe(() => this.#update({ remote: this.#tracks.value })),
      options.media.state.subscribe(() => this.#sendAll()),
    );
    this.#quality = new QualityWatch({
      stats: async () => (await this.#media?.stats()) ?? [],
      onQuality: (quality) => this.#update({ quality }),
    });
    this.#wake = new WakeWatch({
      target: globalThis.window,
      onWake: () => {
        this.#signaling.nudge();
        this.#media?.restartIce();
      },
    });
  }

  /** On stage with whatever devices are on. The outcome is in the view's phase. */
  async join(personName: string): Promise<void> {
    this.#dispatch({ type: 'join-asked', personName });
    if (this.view.value.phase.name !== 'joining') return;
    try {
      await this.#openMedia(personName);
    } catch (error) {
      this.#dispatch({ type: 'join-failed', fault: toFault(error) });
    }
  }

  /**
   * Says how high a received picture is shown, in device pixels, so that no more of it is sent than can be seen. Told
   * to the room only when another simulcast layer follows from it.
   */
  showAt(consumerId: string, heightPixels: number): void {
    this.#media?.showAt(consumerId, heightPixels);
  }

  /** @throws Fault MIXER_UNAVAILABLE, PERMISSION_DENIED, WEBINAR_ALREADY_LIVE, … */
  async goLive(): Promise<void> {
    await this.#signaling.request('goLive', {});
  }

  /** @throws Fault WEBINAR_NOT_LIVE, PERMISSION_DENIED, … */
  async end(): Promise<void> {
    await this.#signaling.request('end', {});
  }

  /** Off the stage, told to the others at once. The page's devices stay as they are. */
  leave(): void {
    // Nobody waits for the answer: a socket that is away says the same by staying away.
    this.#signaling.request('leave', {}).catch(() => undefined);
    this.#dispatch({ type: 'left' });
    this.close();
  }

  close(): void {
    for (const end of this.#subscriptions.splice(0)) end();
    this.#wake.close();
    this.#quality.close();
    this.#closeMedia();
    this.#signaling.close();
  }

  #update(change: Partial<StageView>): void {
    const before = this.view.value;
    if ((Object.keys(change) as (keyof StageView)[]).some((key) => change[key] !== before[key]))
      this.view.set({ ...before, ...change });
  }

  #dispatch(event: StageEvent): void {
    const phase = nextStagePhase(this.view.value.phase, event);
    if (phase !== this.view.value.phase) this.#update({ phase });
  }

  #socketChanged(): void {
    const socket = this.#signaling.socket.value;
    this.#update({ socket });
    if (socket.name !== 'closed' || socket.reason === 'left') return;
    this.#closeMedia();
    if (socket.reason === 'replaced') this.#dispatch({ type: 'replaced' });
    else this.#dispatch({ type: 'refused', fault: socket.fault ?? new Fault('TOKEN_INVALID') });
  }

  #greeted(answer: HelloAnswer): void {
    this.#update({ me: answer.participantId, role: answer.role, room: answer.state });
    if (answer.routerRtpCapabilities) this.#loadDevice(answer.routerRtpCapabilities);
    this.#dispatch({ type: 'greeted', resumed: answer.resumed });
    const { phase } = this.view.value;
    if (phase.name !== 'on-stage') return;
    if (answer.resumed && this.#media) {
      this.#media
        .reconcile(answer)
        .then(() => this.#sendAll())
        .catch((error: unknown) => this.#problem(error));
    } else {
      void this.#restore();
    }
  }

  #loadDevice(capabilities: RtpCapabilities): void {
    this.#device ??= loadDevice(capabilities);
    this.#device.catch((error: unknown) => {
      this.#device = undefined;
      this.#problem(error);
    });
  }

  async #openMedia(personName: string): Promise<void> {
    const device = await this.#device;
    if (!device) throw new Fault('SFU_UNAVAILABLE', { detail: 'no capabilities yet' });
    const answer = await this.#signaling.request('join', {
      name: personName,
      rtpCapabilities: device.rtpCapabilities as RtpCapabilities,
    });
    const { name } = this.view.value.phase;
    if (name !== 'joining' && name !== 'on-stage') return; // Left meanwhile.
    this.#closeMedia();
    this.#media = new StageMedia({
      device,
      answer,
      signaling: this.#signaling,
      tracks: this.#tracks,
      onGone: () => this.#mediaLost(),
      onReceiveFault: (error) => this.#problem(error),
    });
    this.#update({ room: answer.state });
    this.#sendAll();
    this.#dispatch({ type: 'joined' });
  }

  #sendAll(): void {
    const media = this.#media;
    if (!media) return;
    const tracks = this.#options.media.tracks();
    for (const source of sources)
      media.send(source, tracks[source]).catch((error: unknown) => {
        // What fails because the socket is away is sent again when it is back.
        if (media === this.#media && this.#signaling.socket.value.name === 'open') this.#problem(error, source);
      });
  }

  #mediaLost(): void {
    this.#closeMedia();
    this.#dispatch({ type: 'media-lost' });
    void this.#restore();
  }

  /** Joins again with the same tracks, until it works or the socket is lost (the next hello starts it again). */
  async #restore(): Promise<void> {
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    this.#closeMedia();
    for (let attempt = 0; ; attempt++) {
      const { phase } = this.view.value;
      if (phase.name !== 'on-stage' || phase.media === 'flowing' || this.#signaling.socket.value.name !== 'open') break;
      try {
        await this.#openMedia(phase.personName);
      } catch (error) {
        this.#dispatch({ type: 'join-failed', fault: toFault(error) });
        await new Promise((resolve) => setTimeout(resolve, pauseBefore(attempt + 1)));
      }
    }
    this.#isRestoring = false;
  }

  #closeMedia(): void {
    this.#media?.close();
    this.#media = undefined;
  }

  #problem(error: unknown, source?: Source): void {
    this.#options.onProblem?.(toFault(error), source);
  }
}
