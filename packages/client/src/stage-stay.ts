import { Observable } from '@rostrum/lifecycle/observable';
import {
  type ConsumerFacts,
  type EventOf,
  type Source,
  type StageState,
  sources,
  type stageServer,
  toFault,
} from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import type { SendProfile } from './encodings.ts';
import type { CodecDevice } from './load-device.ts';
import type { LocalMedia } from './local-media.ts';
import { pauseBefore } from './resume-policy.ts';
import type { HelloAnswer, Signaling } from './signaling.ts';
import type { StageMedia, StageTransports } from './stage-media.ts';
import { nextStagePhase, type StageEvent, type StagePhase } from './stage-phase.ts';

export interface StageStayOptions {
  readonly signaling: Pick<Signaling, 'request' | 'socket'>;
  readonly device: CodecDevice;
  readonly local: LocalMedia;
  readonly newMedia: (device: types.Device, transports: StageTransports, isSpare?: boolean) => StageMedia;
  /** The room's state came with an answer. */
  readonly onRoom: (room: StageState) => void;
  /** A host muted it while the socket was away. */
  readonly onMuted: (source: Source) => void;
  readonly onProblem: (error: unknown, source?: Source) => void;
}

export interface StageEntry {
  readonly name: string;
  /** The line below the name; may be empty. */
  readonly title?: string;
  /** From the audience, with the programme's picture in front of them until the stage's is there. Default: from the lobby. */
  readonly isPromotion?: boolean;
}

/** One person's stay on the stage: joins, sends what their devices give, and joins again when the media is lost. */
export class StageStay {
  readonly phase = new Observable<StagePhase>({ name: 'connecting' });
  readonly #options: StageStayOptions;
  #media: StageMedia | undefined;
  /** Connected to the node that waits. */
  #spare: StageMedia | undefined;
  /** In use before, and closed in a moment. */
  #retired: StageMedia | undefined;
  /** What was opened ahead, while the room has not answered the `join` that takes it over. */
  #joining: { readonly media: StageMedia; readonly ahead: readonly Source[] } | undefined;
  #isRestoring = false;
  /** The line below their name; may be empty. */
  #personTitle = '';

  constructor(options: StageStayOptions) {
    this.#options = options;
  }

  /** What is sent and received; undefined off the stage, and while it is opened anew. */
  get media(): StageMedia | undefined {
    return this.#media;
  }

  dispatch(event: StageEvent): void {
    const phase = nextStagePhase(this.phase.value, event);
    if (phase !== this.phase.value) this.phase.set(phase);
  }

  /**
   * On stage with whatever devices are on. The outcome is in the phase.
   * @param prepare hands over what was opened ahead
   */
  async join(
    { name: personName, title = '', isPromotion = false }: StageEntry,
    prepare?: () => Promise<StageMedia | undefined>,
  ): Promise<void> {
    this.#personTitle = title;
    this.dispatch({ type: 'join-asked', personName });
    if (this.phase.value.name !== 'joining') return;
    let prepared: StageMedia | undefined;
    try {
      prepared = await prepare?.();
      await this.#open(personName, { prepared, isPromotion });
    } catch (error) {
      prepared?.close();
      this.dispatch({ type: 'join-failed', fault: toFault(error) });
    }
  }

  /** The socket is back, and its hello was answered. */
  greeted(answer: HelloAnswer): void {
    this.dispatch({ type: 'greeted', resumed: answer.resumed });
    if (this.phase.value.name !== 'on-stage') return;
    if (!(answer.resumed && this.#media)) return void this.#restore();
    this.#media
      .reconcile(answer)
      .then((muted) => {
        for (const source of muted) this.#options.onMuted(source);
        return this.sendAll();
      })
      .catch((error: unknown) => this.#options.onProblem(error));
  }

  /** Brings what is sent to what the devices give. */
  async sendAll(): Promise<void> {
    this.#sendAhead();
    const media = this.#media;
    if (!media) return;
    const tracks = this.#options.local.tracks();
    const ready = sources.filter((source) => !this.#isStarting(source));
    this.#holdAll();
    await Promise.all(ready.map((source) => this.#send(media, source, tracks[source])));
  }

  /** The room has moved our media to other transports: sends over them what was sent, and receives what they bring. */
  mediaMoved({ consumers, isPrepared, ...transports }: EventOf<typeof stageServer, 'mediaMoved'>): void {
    if (this.phase.value.name !== 'on-stage') return;
    const spare = this.#spare?.isOn(transports) ? this.#spare : undefined;
    if (isPrepared && !spare) {
      this.mediaLost(); // Another page of ours had it, before it was loaded again.
      return;
    }
    this.dispatch({ type: 'media-lost' });
    this.#moveTo(this.#withIce(transports), { consumers, spare }).catch((error: unknown) => {
      this.#options.onProblem(error);
      this.mediaLost();
    });
  }

  /** A node waits to take over: connects to it ahead of that. What cannot be had is opened when it is needed. */
  async spareOpened({ consumers, ...transports }: EventOf<typeof stageServer, 'spareOpened'>): Promise<void> {
    const device = await this.#options.device.loaded();
    if (this.phase.value.name !== 'on-stage') return;
    this.#spare?.close();
    const spare = this.#options.newMedia(device, this.#withIce(transports), true);
    this.#spare = spare;
    for (const [source, layer] of this.#media?.limits ?? []) spare.limit(source, layer).catch(() => undefined); // There is no sender yet that could refuse.
    for (const facts of consumers) spare.receive(facts);
    this.#holdAll();
  }

  spareConsumer(facts: ConsumerFacts): void {
    this.#spare?.receive(facts);
  }

  /** Whether it was the spare, which is closed then: the room opens another where one is to be had. */
  spareGone(media: StageMedia): boolean {
    if (media !== this.#spare) return false;
    this.#spare = undefined;
    media.close();
    return true;
  }

  /** How high a source is to be sent, wherever it is sent. */
  limit(source: Source, maxSpatialLayer: number): void {
    for (const media of [this.#media, this.#spare])
      media?.limit(source, maxSpatialLayer).catch((error: unknown) => this.#options.onProblem(error, source));
  }

  consumerClosed(consumerId: string): void {
    this.#media?.drop(consumerId);
    this.#spare?.drop(consumerId);
  }

  /** The room no longer has our media: joins again, with the same tracks. */
  mediaLost(): void {
    this.closeMedia();
    this.dispatch({ type: 'media-lost' });
    void this.#restore();
  }

  closeMedia(): void {
    this.#retired?.close();
    this.#retired = undefined;
    this.#media?.close();
    this.#media = undefined;
    this.#spare?.close();
    this.#spare = undefined;
  }

  #withIce(transports: StageTransports): StageTransports {
    const iceServers = this.#media?.iceServers;
    return iceServers ? { ...transports, iceServers } : transports;
  }

  /** Devices that may stay: a screen is shown for a while, and begins anew where it must. */
  #holdAll(): void {
    const tracks = this.#options.local.tracks();
    for (const source of ['microphone', 'camera'] as const) {
      const profile: SendProfile = source === 'microphone' ? this.voice : source;
      // What the room refuses, or cannot hear now, is sent anew when it is needed.
      this.#spare?.hold(source, { track: tracks[source], profile }).catch(() => undefined);
    }
  }

  async #moveTo(
    transports: StageTransports,
    { consumers, spare }: { consumers: readonly ConsumerFacts[]; spare: StageMedia | undefined },
  ): Promise<void> {
    const device = await this.#options.device.loaded();
    const before = this.#media;
    const media = spare ?? this.#options.newMedia(device, transports);
    spare?.takeOver(before);
    if (spare) this.#spare = undefined;
    this.#media = media;
    // First what the others wait for, who mostly move as well.
    const sending = this.sendAll();
    media.open(consumers);
    this.#retired?.close();
    this.#retired = before;
    before?.retire();
    await sending;
    // Lost, or moved again, meanwhile: that will say so.
    if (this.#media === media) this.dispatch({ type: 'joined' });
  }

  async #open(
    personName: string,
    { prepared, isPromotion = false }: { prepared?: StageMedia | undefined; isPromotion?: boolean } = {},
  ): Promise<void> {
    const { signaling, device, newMedia, onRoom } = this.#options;
    const codecs = await device.loaded();
    const { rtpCapabilities } = prepared ?? (codecs as Pick<StageMedia, 'rtpCapabilities'>);
    // They have agreed: their voice need not wait for the room.
    if (prepared) this.#joining = { media: prepared, ahead: isPromotion ? ['microphone', 'camera'] : ['microphone'] };
    this.#sendAhead();
    const asking = signaling.request('join', {
      name: personName,
      ...(this.#personTitle ? { title: this.#personTitle } : {}),
      rtpCapabilities,
      ...(prepared ? { send: this.#sourcesToSend() } : {}),
    });
    const answer = await asking.finally(() => {
      this.#joining = undefined;
    });
    const { name } = this.phase.value;
    if (name !== 'joining' && name !== 'on-stage') return prepared?.close(); // Left meanwhile.
    this.closeMedia();
    const isOurs = prepared?.isOn(answer) ?? false;
    if (!isOurs) prepared?.close();
    this.#media = prepared && isOurs ? prepared : newMedia(codecs, answer);
    // The others first, as far as what is sent has not begun.
    this.#media.open(answer.consumers);
    onRoom(answer.state);
    this.dispatch({ type: 'joined' });
    void this.sendAll();
  }

  /**
   * Starting the own camera's encoders takes the time of the others' first pictures: from the lobby it waits for them. A
   * viewer has the programme's picture meanwhile.
   */
  #sendAhead(): void {
    if (!this.#joining) return;
    const { media, ahead } = this.#joining;
    const tracks = this.#options.local.tracks();
    for (const source of ahead) if (tracks[source]) void this.#send(media, source, tracks[source]);
  }

  /** Never fails: a source that cannot be sent is told, and the others go on. */
  #send(media: StageMedia, source: Source, track: MediaStreamTrack | null): Promise<void> {
    const { signaling, onProblem } = this.#options;
    const profile: SendProfile = source === 'microphone' ? this.voice : source;
    return media.send(source, { track, profile }).catch((error: unknown) => {
      // What fails because the socket is away is sent again when it is back.
      if (media === this.#media && signaling.socket.value.name === 'open') onProblem(error, source);
    });
  }

  /** How a microphone is sent. */
  get voice(): SendProfile {
    return this.#options.local.state.value.music ? 'music' : 'microphone';
  }

  /** A device that is being opened is waited for, and sent as it was until then. */
  #isStarting(source: Source): boolean {
    const state = this.#options.local.state.value;
    return (source === 'camera' || source === 'microphone') && state[source].name === 'starting';
  }

  #sourcesToSend(): Source[] {
    const tracks = this.#options.local.tracks();
    const { muted } = this.#options.local.state.value;
    return sources.filter(
      (source) => tracks[source] !== null || (this.#isStarting(source) && !(source === 'microphone' && muted)),
    );
  }

  /** Joins again with the same tracks, until it works or the socket is lost (the next hello starts it again). */
  async #restore(): Promise<void> {
    if (this.#isRestoring) return;
    this.#isRestoring = true;
    this.closeMedia();
    for (let attempt = 0; ; attempt++) {
      const phase = this.phase.value;
      const isOpen = this.#options.signaling.socket.value.name === 'open';
      if (phase.name !== 'on-stage' || phase.media === 'flowing' || !isOpen) break;
      try {
        await this.#open(phase.personName);
      } catch (error) {
        this.dispatch({ type: 'join-failed', fault: toFault(error) });
        await new Promise((resolve) => setTimeout(resolve, pauseBefore(attempt + 1)));
      }
    }
    this.#isRestoring = false;
  }
}
