import { Observable } from '@rostrum/lifecycle/observable';
import { type Channel, dial } from '@rostrum/link';
import {
  type ChatRoom,
  type EventOf,
  Fault,
  type Reaction,
  type ReactionCounts,
  type ShownTile,
  type Source,
  type StageState,
  type stageServer,
  toFault,
} from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { withMessages } from './chat-log.ts';
import type { ConnectionStats } from './connection-stats.ts';
import { ConnectionWatch } from './connection-watch.ts';
import { Invitation } from './invitation.ts';
import { CodecDevice } from './load-device.ts';
import type { LocalMedia } from './local-media.ts';
import type { RemoteTrack } from './media-receive.ts';
import { Moderation } from './moderation.ts';
import { withMoments } from './moment-log.ts';
import { Preparation } from './preparation.ts';
import { Production } from './production.ts';
import { Rehearsal } from './rehearsal.ts';
import { type HelloAnswer, Signaling } from './signaling.ts';
import { StageMedia, type StageTransports } from './stage-media.ts';
import { StageStay } from './stage-stay.ts';
import type { StageOccurrence, StageView } from './stage-view.ts';
import { ViewReport } from './view-report.ts';
import { WakeWatch } from './wake-watch.ts';

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
  /** For hosts; a page that hears of a drill tells what it has seen. */
  readonly rehearsal: Rehearsal;
  /** What the audience and the stage reacted with last; a new object for each burst. */
  readonly reactions = new Observable<ReactionCounts>({});
  readonly #options: StageClientOptions;
  readonly #signaling: Signaling;
  readonly #tracks = new Observable<readonly RemoteTrack[]>([]);
  readonly #device = new CodecDevice();
  readonly #stay: StageStay;
  readonly #preparation: Preparation;
  readonly #invitation: Invitation;
  readonly #wake: WakeWatch;
  readonly #connection: ConnectionWatch;
  readonly #shown: ViewReport;
  readonly #subscriptions: (() => void)[] = [];

  static open(options: StageClientOptions): StageClient {
    const client = new StageClient(options);
    client.#signaling.start();
    return client;
  }

  private constructor(options: StageClientOptions) {
    this.#options = options;
    const signaling = this.#openSignaling();
    this.#signaling = signaling;
    this.moderation = new Moderation(signaling);
    this.production = new Production(signaling);
    this.rehearsal = new Rehearsal(signaling);
    const newMedia = (device: types.Device, transports: StageTransports, isSpare = false) =>
      this.#newMedia(device, transports, isSpare);
    const stay = new StageStay({
      signaling,
      device: this.#device,
      local: options.media,
      newMedia,
      onRoom: (room) => this.#roomChanged(room),
      onMuted: (source) => this.#muted(source, undefined),
      onProblem: (error, source) => this.#problem(error, source),
    });
    this.#stay = stay;
    this.#preparation = new Preparation({
      signaling,
      device: this.#device,
      newMedia,
      voice: () => stay.voice,
      onReady: () => this.#invitation.dispatch({ type: 'ready' }),
    });
    this.#invitation = new Invitation(this.#preparation);
    this.#connection = new ConnectionWatch(async () => (await stay.media?.stats()) ?? []);
    this.view = new Observable<StageView>({
      phase: stay.phase.value,
      socket: signaling.socket.value,
      me: undefined,
      role: undefined,
      room: undefined,
      remote: [],
      quality: 'unknown',
      chat: [],
      moments: [],
      promotion: this.#invitation.state.value,
    });
    this.#shown = new ViewReport({
      // Who is not on the stage is shown nothing of it.
      send: async (view) => stay.media && signaling.request('setView', view),
    });
    this.#subscriptions.push(
      signaling.socket.subscribe(() => this.#socketChanged()),
      stay.phase.subscribe(() => this.#update({ phase: stay.phase.value })),
      this.#invitation.state.subscribe(() => this.#update({ promotion: this.#invitation.state.value })),
      this.#connection.isStrained.subscribe(() => this.#shown.setStrained(this.#connection.isStrained.value)),
      this.#connection.quality.subscribe(() => this.#update({ quality: this.#connection.quality.value })),
      this.#tracks.subscribe(() => this.#update({ remote: this.#tracks.value })),
      options.media.state.subscribe(() => void stay.sendAll()),
    );
    this.#wake = new WakeWatch({
      target: globalThis.window,
      onWake: () => {
        signaling.nudge();
        stay.media?.restartIce();
      },
    });
  }

  #openSignaling(): Signaling {
    const { url, session, onOccurrence, dialWith = dial } = this.#options;
    return new Signaling({
      dial: () => dialWith(url),
      session,
      heldTransport: () => this.#stay.media?.sendTransportId,
      onHello: (answer) => this.#greeted(answer),
      listeners: {
        state: (room) => this.#roomChanged(room),
        consumerOpened: (facts) => this.#stay.media?.receive(facts),
        consumerClosed: ({ consumerId }) => this.#stay.consumerClosed(consumerId),
        spareOpened: (spare) => this.#spareOpened(spare),
        spareConsumer: (facts) => this.#stay.spareConsumer(facts),
        mediaLost: () => this.#mediaLost(),
        mediaMoved: (moved) => this.#stay.mediaMoved(moved),
        drillBegan: () => onOccurrence?.({ type: 'drill-began' }),
        chat: (message) => this.#update({ chat: withMessages(this.view.value.chat, [message]) }),
        moment: (moment) => this.#update({ moments: withMoments(this.view.value.moments, [moment]) }),
        reacted: ({ counts }) => this.reactions.set(counts),
        mutedBy: ({ source, name }) => this.#muted(source, name),
        offered: ({ by, until }) => this.#invitation.offered(by, until),
        offerClosed: () => {
          if (this.view.value.promotion.name === 'offered') onOccurrence?.({ type: 'offer-closed' });
          this.#invitation.dispatch({ type: 'closed' });
          // A hand that is still up is prepared again.
          if (this.view.value.room) this.#roomChanged(this.view.value.room);
        },
        offerDeclined: (who) => onOccurrence?.({ type: 'offer-declined', ...who }),
        demoted: () => this.#demoted(),
        layersWanted: ({ source, maxSpatialLayer }) => {
          this.#stay.limit(source, maxSpatialLayer);
        },
      },
    });
  }

  /** Read every few seconds while on stage. */
  get connection(): Observable<ConnectionStats> {
    return this.#connection.stats;
  }

  /** On stage with whatever devices are on. The outcome is in the view's phase. */
  async join(personName: string, personTitle = ''): Promise<void> {
    const who = { name: personName, title: personTitle.trim() };
    // Without what was opened ahead it is opened now.
    await this.#stay.join(who, () => this.#preparation.take().catch(() => undefined));
    this.#shown.again();
  }

  /** A viewer says yes, and is on stage with whatever devices are on, or being opened. The outcome is in the view. */
  async acceptOffer(personName: string): Promise<void> {
    this.#invitation.dispatch({ type: 'accepted' });
    if (this.view.value.promotion.name !== 'accepting') return;
    await this.#stay.join({ name: personName, isPromotion: true }, () => this.#preparation.take());
    const isOnStage = this.#stay.phase.value.name === 'on-stage';
    this.#invitation.dispatch({ type: isOnStage ? 'joined' : 'failed' });
    if (isOnStage) this.#shown.again();
    // The room may still wait for an answer: then the question is asked again.
    else if (this.view.value.room) this.#roomChanged(this.view.value.room);
  }

  /** A viewer says "not now". */
  async declineOffer(): Promise<void> {
    this.#invitation.dispatch({ type: 'closed' });
    // A socket that is away says the same: the offer runs out.
    await this.#signaling.request('declineOffer', {}).catch(() => undefined);
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
    this.#device.prefetch();
    const { routerRtpCapabilities } = await this.#signaling.request('raiseHand', { name });
    if (routerRtpCapabilities) this.#device.load(routerRtpCapabilities).catch((error: unknown) => this.#problem(error));
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
    this.#stay.dispatch({ type: 'left' });
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
    this.#connection.close();
    this.#shown.close();
    this.#invitation.dispatch({ type: 'demoted' });
    this.#preparation.drop();
    this.#stay.closeMedia();
    this.#signaling.close();
  }

  #update(change: Partial<StageView>): void {
    const before = this.view.value;
    if ((Object.keys(change) as (keyof StageView)[]).some((key) => change[key] !== before[key]))
      this.view.set({ ...before, ...change });
  }

  #socketChanged(): void {
    const socket = this.#signaling.socket.value;
    this.#update({ socket });
    // Whoever is asked is asked again by the next hello.
    if (socket.name !== 'open') {
      this.#invitation.dispatch({ type: 'closed' });
      this.#preparation.drop();
    }
    if (socket.name !== 'closed' || socket.reason === 'left') return;
    this.#stay.closeMedia();
    if (socket.reason === 'replaced') this.#stay.dispatch({ type: 'replaced' });
    else this.#stay.dispatch({ type: 'refused', fault: socket.fault ?? new Fault('TOKEN_INVALID') });
  }

  #greeted(answer: HelloAnswer): void {
    const { chat, moments } = this.view.value;
    this.#update({
      me: answer.participantId,
      chat: withMessages(chat, answer.chat),
      moments: withMoments(moments, answer.moments ?? []),
    });
    const { routerRtpCapabilities } = answer;
    if (routerRtpCapabilities) this.#device.load(routerRtpCapabilities).catch((error: unknown) => this.#problem(error));
    // Sent back while the socket was away.
    if (answer.state.me.role === 'viewer') this.#demoted();
    this.#stay.greeted(answer);
    this.#roomChanged(answer.state);
    if (this.#isInLobby) this.#preparation.begin();
    this.#shown.again();
  }

  #roomChanged(room: StageState): void {
    this.#update({ room, role: room.me.role });
    if (room.me.offeredBy !== null) this.#invitation.offered(room.me.offeredBy);
    else if (room.me.role === 'viewer') this.#invitation.handChanged(room.me.handIsNext ?? false);
  }

  #muted(source: Source, by: string | undefined): void {
    const { media } = this.#options;
    if (source === 'microphone') media.setMuted(true);
    else if (source === 'camera') media.stop('camera');
    else media.stopScreen();
    this.#options.onOccurrence?.({ type: 'muted', source, by });
  }

  #demoted(): void {
    const wasOnStage = this.#stay.phase.value.name === 'on-stage';
    this.#stay.closeMedia();
    this.#update({ role: 'viewer' });
    this.#invitation.dispatch({ type: 'demoted' });
    this.#stay.dispatch({ type: 'demoted' });
    if (wasOnStage) this.#options.onOccurrence?.({ type: 'demoted' });
  }

  #spareOpened(spare: EventOf<typeof stageServer, 'spareOpened'>): void {
    this.#stay.spareOpened(spare).catch((error: unknown) => this.#problem(error));
  }

  #newMedia(device: types.Device, transports: StageTransports, isSpare: boolean): StageMedia {
    const media: StageMedia = new StageMedia({
      device,
      transports,
      isSpare,
      signaling: this.#signaling,
      tracks: this.#tracks,
      onGone: () => this.#gone(media),
      onReceiveFault: (error) => this.#problem(error),
    });
    return media;
  }

  /** The room no longer has it. */
  #gone(media: StageMedia): void {
    if (this.#stay.media === media) this.#stay.mediaLost();
    else if (!this.#stay.spareGone(media)) this.#prepareAgain();
  }

  /** On the stage, or of what was prepared for it. */
  #mediaLost(): void {
    if (this.#stay.phase.value.name === 'on-stage') this.#stay.mediaLost();
    else this.#prepareAgain();
  }

  /** Before their click. */
  get #isInLobby(): boolean {
    const { phase, role } = this.view.value;
    return phase.name === 'lobby' && role !== undefined && role !== 'viewer';
  }

  /** The room no longer has what was prepared. */
  #prepareAgain(): void {
    const isAsked = this.#invitation.state.value.name === 'offered' || this.view.value.room?.me.handIsNext;
    if (this.#isInLobby || isAsked) this.#preparation.begin();
    else this.#preparation.drop();
  }

  #problem(error: unknown, source?: Source): void {
    this.#options.onProblem?.(toFault(error), source);
  }
}
