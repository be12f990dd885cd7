import { Observable } from '@rostrum/lifecycle/observable';
import { type Channel, dial } from '@rostrum/link';
import {
  type ChatMessage,
  type ChatRoom,
  Fault,
  type ParticipantId,
  type Reaction,
  type ReactionCounts,
  type Role,
  type RtpCapabilities,
  type ShownTile,
  type Source,
  type StageState,
  sources,
  toFault,
} from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { withMessages } from './chat-log.ts';
import { type ConnectionQuality, QualityWatch } from './connection-quality.ts';
import { type ConnectionStats, noStats, readStreams, type StreamCounts, type StreamEntry } from './connection-stats.ts';
import { DecoderStrain } from './decoder-strain.ts';
import { loadDevice } from './load-device.ts';
import type { LocalMedia } from './local-media.ts';
import type { RemoteTrack } from './media-receive.ts';
import { Moderation } from './moderation.ts';
import { Production } from './production.ts';
import { nextPromotion, noPromotion, type Promotion, type PromotionEvent } from './promotion.ts';
import { pauseBefore, type SocketState } from './resume-policy.ts';
import { type HelloAnswer, Signaling } from './signaling.ts';
import { StageMedia, type StageTransports } from './stage-media.ts';
import { nextStagePhase, type StageEvent, type StagePhase } from './stage-phase.ts';
import { ViewReport } from './view-report.ts';
import { WakeWatch } from './wake-watch.ts';

/** All that a page draws of the stage: a new object at each change. */
export interface StageView {
  /** A viewer is in the `lobby` while in the audience. */
  readonly phase: StagePhase;
  readonly socket: SocketState;
  readonly me: ParticipantId | undefined;
  /** The role that counts now, whatever the link says. */
  readonly role: Role | undefined;
  /** Undefined until the first hello was answered. */
  readonly room: StageState | undefined;
  readonly remote: readonly RemoteTrack[];
  /** Of this page's own connection; `unknown` until it was measured. */
  readonly quality: ConnectionQuality;
  /** Of all rooms that this person may read, oldest first. */
  readonly chat: readonly ChatMessage[];
  readonly promotion: Promotion;
}

/** What somebody else did that concerns this person, once. */
export type StageOccurrence =
  | { readonly type: 'muted'; readonly source: Source; readonly by: string }
  | { readonly type: 'offer-declined'; readonly participantId: ParticipantId; readonly name: string }
  /** The offer was withdrawn, or is too old. */
  | { readonly type: 'offer-closed' }
  | { readonly type: 'demoted' };

export interface StageClientOptions {
  /** `wss://host/api/stage` */
  readonly url: string;
  /** From `POST /api/join`. */
  readonly session: string;
  /** A viewer's devices are off until they agree to come on stage. */
  readonly media: LocalMedia;
  /** A source could not be sent or received; the rest goes on. */
  readonly onProblem?: (fault: Fault, source?: Source) => void;
  readonly onOccurrence?: (occurrence: StageOccurrence) => void;
  /** For tests. Default: a WebSocket to `url`. */
  readonly dialWith?: (url: string) => Promise<Channel>;
}

/**
 * A webinar's room as one page sees it: a host's and a presenter's from the lobby on, a viewer's in the audience and
 * on the stage. It says hello and loads the browser's codecs early; `join` then needs one request. It survives lost
 * sockets, lost media servers and changed networks by itself; `view` says what is going on.
 */
export class StageClient {
  readonly view: Observable<StageView>;
  /** For hosts and co-hosts. */
  readonly moderation: Moderation;
  /** For hosts and co-hosts. */
  readonly production: Production;
  /** What the audience and the stage reacted with last; a new object for each burst. */
  readonly reactions = new Observable<ReactionCounts>({});
  /** Read every few seconds while on stage. */
  readonly connection = new Observable<ConnectionStats>(noStats);
  readonly #options: StageClientOptions;
  readonly #signaling: Signaling;
  readonly #tracks = new Observable<readonly RemoteTrack[]>([]);
  readonly #wake: WakeWatch;
  readonly #quality: QualityWatch;
  readonly #shown: ViewReport;
  readonly #strain = new DecoderStrain();
  readonly #subscriptions: (() => void)[] = [];
  #counts: StreamCounts = new Map();
  #device: Promise<types.Device> | undefined;
  #media: StageMedia | undefined;
  /** Opened when the stage was offered; taken over by `join`. */
  #prepared: StageMedia | undefined;
  #isRestoring = false;
  /** The line below their name; may be empty. */
  #personTitle = '';

  static open(options: StageClientOptions): StageClient {
    const client = new StageClient(options);
    client.#signaling.start();
    return client;
  }

  private constructor(options: StageClientOptions) {
    this.#options = options;
    this.#signaling = this.#openSignaling();
    this.moderation = new Moderation(this.#signaling);
    this.production = new Production(this.#signaling);
    this.view = new Observable<StageView>({
      phase: { name: 'connecting' },
      socket: this.#signaling.socket.value,
      me: undefined,
      role: undefined,
      room: undefined,
      remote: [],
      quality: 'unknown',
      chat: [],
      promotion: noPromotion,
    });
    this.#shown = new ViewReport({
      // Who is not on the stage is shown nothing of it.
      send: async (view) => this.#media && this.#signaling.request('setView', view),
    });
    this.#subscriptions.push(
      this.#signaling.socket.subscribe(() => this.#socketChanged()),
      this.#tracks.subscribe(() => this.#update({ remote: this.#tracks.value })),
      options.media.state.subscribe(() => this.#sendAll()),
    );
    this.#quality = new QualityWatch({
      stats: async () => (await this.#media?.stats()) ?? [],
      onQuality: (quality) => this.#update({ quality }),
      onReports: (reports) => this.#readStats(reports),
    });
    this.#wake = new WakeWatch({
      target: globalThis.window,
      onWake: () => {
        this.#signaling.nudge();
        this.#media?.restartIce();
      },
    });
  }

  #openSignaling(): Signaling {
    const { url, session, dialWith = dial } = this.#options;
    return new Signaling({
      dial: () => dialWith(url),
      session,
      holdsMedia: () => this.#media !== undefined,
      onHello: (answer) => this.#greeted(answer),
      listeners: {
        state: (room) => this.#roomChanged(room),
        consumerOpened: (facts) => this.#media?.receive(facts),
        consumerClosed: ({ consumerId }) => this.#media?.drop(consumerId),
        mediaLost: () => this.#mediaLost(),
        chat: (message) => this.#update({ chat: withMessages(this.view.value.chat, [message]) }),
        reacted: ({ counts }) => this.reactions.set(counts),
        mutedBy: ({ source, name }) => this.#muted(source, name),
        offered: ({ by, until }) => this.#offered(by, until),
        offerClosed: () => {
          if (this.view.value.promotion.name === 'offered') this.#options.onOccurrence?.({ type: 'offer-closed' });
          this.#offerClosed();
        },
        offerDeclined: (who) => this.#options.onOccurrence?.({ type: 'offer-declined', ...who }),
        demoted: () => this.#demoted(),
        layersWanted: ({ source, maxSpatialLayer }) => {
          this.#media?.limit(source, maxSpatialLayer).catch((error: unknown) => this.#problem(error, source));
        },
      },
    });
  }

  /** On stage with whatever devices are on. The outcome is in the view's phase. */
  async join(personName: string, personTitle = ''): Promise<void> {
    this.#personTitle = personTitle.trim();
    this.#dispatch({ type: 'join-asked', personName });
    if (this.view.value.phase.name !== 'joining') return;
    try {
      await this.#openMedia(personName);
    } catch (error) {
      this.#dispatch({ type: 'join-failed', fault: toFault(error) });
    }
  }

  /** A viewer says yes, and is on stage with whatever devices are on. The outcome is in the view. */
  async acceptOffer(personName: string): Promise<void> {
    this.#promote({ type: 'accepted' });
    if (this.view.value.promotion.name !== 'accepting') return;
    this.#dispatch({ type: 'join-asked', personName });
    try {
      await this.#signaling.request('answerOffer', { accepted: true });
      await this.#openMedia(personName);
    } catch (error) {
      this.#closePrepared();
      this.#promote({ type: 'failed' });
      this.#dispatch({ type: 'join-failed', fault: toFault(error) });
    }
  }

  /** A viewer says "not now". */
  async declineOffer(): Promise<void> {
    this.#offerClosed();
    // A socket that is away says the same: the offer runs out.
    await this.#signaling.request('answerOffer', { accepted: false }).catch(() => undefined);
  }

  /** What a place of the page shows of somebody else, and how high; undefined: nothing any more. */
  show(key: string, tile: ShownTile | undefined): void {
    this.#shown.show(key, tile);
  }

  /** @param name of a viewer, who has given none yet. @throws Fault RATE_EXCEEDED, PERMISSION_DENIED, … */
  async say(room: ChatRoom, text: string, name?: string): Promise<void> {
    await this.#signaling.request('say', { room, text, ...(name === undefined ? {} : { name }) });
  }

  /** @throws Fault RATE_EXCEEDED, … */
  async react(reaction: Reaction): Promise<void> {
    await this.#signaling.request('react', { reaction });
  }

  /** Viewers: would like to speak. @throws Fault PERMISSION_DENIED, … */
  async raiseHand(name: string): Promise<void> {
    await this.#signaling.request('raiseHand', { name });
  }

  async lowerHand(): Promise<void> {
    await this.#signaling.request('lowerHand', {});
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

  /** A promoted viewer goes back to the audience by themselves; the socket stays. */
  leaveStage(): void {
    const { me } = this.view.value;
    // `leave` would keep their place for a reload; this gives it back.
    if (me) this.#signaling.request('demote', { participantId: me }).catch((error: unknown) => this.#problem(error));
    this.#demoted();
  }

  close(): void {
    for (const end of this.#subscriptions.splice(0)) end();
    this.#wake.close();
    this.#quality.close();
    this.#shown.close();
    this.#closePrepared();
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

  #promote(event: PromotionEvent): void {
    this.#update({ promotion: nextPromotion(this.view.value.promotion, event) });
  }

  #socketChanged(): void {
    const socket = this.#signaling.socket.value;
    this.#update({ socket });
    // The room forgets what it prepared for a socket that is gone.
    if (socket.name !== 'open' && this.view.value.phase.name !== 'on-stage') this.#offerClosed();
    if (socket.name !== 'closed' || socket.reason === 'left') return;
    this.#closeMedia();
    if (socket.reason === 'replaced') this.#dispatch({ type: 'replaced' });
    else this.#dispatch({ type: 'refused', fault: socket.fault ?? new Fault('TOKEN_INVALID') });
  }

  #greeted(answer: HelloAnswer): void {
    this.#update({ me: answer.participantId, chat: withMessages(this.view.value.chat, answer.chat) });
    if (answer.routerRtpCapabilities) this.#loadDevice(answer.routerRtpCapabilities);
    // Sent back while the socket was away.
    if (answer.state.me.role === 'viewer') this.#demoted();
    this.#dispatch({ type: 'greeted', resumed: answer.resumed });
    this.#roomChanged(answer.state);
    this.#shown.again();
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

  #roomChanged(room: StageState): void {
    this.#update({ room, role: room.me.role });
    if (room.me.offeredBy !== null) this.#offered(room.me.offeredBy);
  }

  #muted(source: Source, by: string): void {
    const { media } = this.#options;
    if (source === 'microphone') media.setMuted(true);
    else if (source === 'camera') media.stop('camera');
    else media.stopScreen();
    this.#options.onOccurrence?.({ type: 'muted', source, by });
  }

  #offered(by: string, until?: string): void {
    const isNew = this.view.value.promotion.name === 'none';
    this.#promote({ type: 'offered', by, ...(until === undefined ? {} : { until }) });
    if (isNew) void this.#prepare();
  }

  /** Everything that takes time, before the person has answered. */
  async #prepare(): Promise<void> {
    try {
      const answer = await this.#signaling.request('prepareStage', {});
      this.#loadDevice(answer.routerRtpCapabilities);
      const device = await this.#device;
      if (!device || this.view.value.promotion.name === 'none' || this.#media) return;
      this.#closePrepared();
      const prepared = this.#newMedia(device, answer);
      this.#prepared = prepared;
      await prepared.warm();
      this.#promote({ type: 'ready' });
    } catch {
      // The answer will then open it all, a little later than it could be.
      this.#closePrepared();
    }
  }

  #offerClosed(): void {
    this.#promote({ type: 'closed' });
    if (this.view.value.promotion.name === 'none') this.#closePrepared();
  }

  #demoted(): void {
    const wasOnStage = this.view.value.phase.name === 'on-stage';
    this.#closePrepared();
    this.#closeMedia();
    this.#update({ role: 'viewer' });
    this.#promote({ type: 'demoted' });
    this.#dispatch({ type: 'demoted' });
    if (wasOnStage) this.#options.onOccurrence?.({ type: 'demoted' });
  }

  #loadDevice(capabilities: RtpCapabilities): void {
    this.#device ??= loadDevice(capabilities);
    this.#device.catch((error: unknown) => {
      this.#device = undefined;
      this.#problem(error);
    });
  }

  #newMedia(device: types.Device, transports: StageTransports): StageMedia {
    return new StageMedia({
      device,
      transports,
      signaling: this.#signaling,
      tracks: this.#tracks,
      onGone: () => this.#media && this.#mediaLost(),
      onReceiveFault: (error) => this.#problem(error),
    });
  }

  async #openMedia(personName: string): Promise<void> {
    const device = await this.#device;
    if (!device) throw new Fault('SFU_UNAVAILABLE', { detail: 'no capabilities yet' });
    const answer = await this.#signaling.request('join', {
      name: personName,
      ...(this.#personTitle ? { title: this.#personTitle } : {}),
      rtpCapabilities: device.rtpCapabilities as RtpCapabilities,
    });
    const { name } = this.view.value.phase;
    if (name !== 'joining' && name !== 'on-stage') return; // Left meanwhile.
    this.#closeMedia();
    if (!this.#prepared?.isOn(answer)) this.#closePrepared();
    const media = this.#prepared ?? this.#newMedia(device, answer);
    this.#prepared = undefined;
    this.#media = media;
    media.open(answer.consumers);
    this.#roomChanged(answer.state);
    this.#sendAll();
    this.#shown.again();
    this.#promote({ type: 'joined' });
    this.#dispatch({ type: 'joined' });
  }

  #sendAll(): void {
    const media = this.#media;
    if (!media) return;
    const tracks = this.#options.media.tracks();
    for (const source of sources) {
      const profile = source === 'microphone' && this.#options.media.state.value.music ? 'music' : source;
      media.send(source, { track: tracks[source], profile }).catch((error: unknown) => {
        // What fails because the socket is away is sent again when it is back.
        if (media === this.#media && this.#signaling.socket.value.name === 'open') this.#problem(error, source);
      });
    }
  }

  #readStats(reports: readonly RTCStatsReport[]): void {
    if (reports.length === 0 && this.#counts.size === 0) return;
    const entries = reports.flatMap((report) => [...report.values()] as StreamEntry[]);
    const { stats, counts } = readStreams(entries, this.#counts);
    this.#counts = counts;
    this.connection.set(stats);
    this.#shown.setStrained(this.#strain.read(entries));
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

  #closePrepared(): void {
    this.#prepared?.close();
    this.#prepared = undefined;
  }

  #closeMedia(): void {
    this.#media?.close();
    this.#media = undefined;
  }

  #problem(error: unknown, source?: Source): void {
    this.#options.onProblem?.(toFault(error), source);
  }
}
