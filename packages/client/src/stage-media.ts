import type { Observable } from '@rostrum/lifecycle/observable';
import {
  type ConsumerFacts,
  type Fault,
  type IceServer,
  type RequestOf,
  type RtpCapabilities,
  type Source,
  type stageServer,
  toFault,
  type WebRtcTransportOptions,
} from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import type { SendProfile } from './encodings.ts';
import { EstimateStart } from './estimate-start.ts';
import { IceRestart } from './ice-restart.ts';
import { highestSentLayer, LayerJudge } from './layer-watch.ts';
import { MediaReceive, type RemoteTrack } from './media-receive.ts';
import { MediaSend, type Sending } from './media-send.ts';
import { toTransportOptions } from './media-types.ts';
import { type NetworkFacts, startKbpsOf } from './network-hint.ts';
import { PathWatch } from './path-watch.ts';
import type { HelloAnswer, Signaling } from './signaling.ts';
import { openSilence, type Silence } from './silence.ts';
import { UplinkTrust, uplinkFacts } from './uplink-trust.ts';

type ConnectRequest = RequestOf<typeof stageServer, 'connectTransport'>;

/** Both ends that the room has opened for this participant. */
export interface StageTransports {
  readonly send: WebRtcTransportOptions;
  readonly receive: WebRtcTransportOptions;
  readonly iceServers?: readonly IceServer[];
}

export interface StageMediaOptions {
  readonly device: types.Device;
  readonly transports: StageTransports;
  readonly signaling: Signaling;
  readonly tracks: Observable<readonly RemoteTrack[]>;
  /** The room no longer has these transports. */
  readonly onGone: (fault: Fault) => void;
  readonly onReceiveFault: (error: unknown) => void;
  /** At the node that waits: nothing is sent before `takeOver`. */
  readonly isSpare?: boolean;
}

/** By then what is sent instead is trusted by its network. */
const retiredMs = 3000;

/** Both transports of one stay on the stage, from when the room opened them until they are lost or left. */
export class StageMedia {
  readonly iceServers: readonly IceServer[] | undefined;
  readonly #device: types.Device;
  readonly #send: MediaSend;
  readonly #receive: MediaReceive;
  readonly #restarts: readonly IceRestart[];
  #path: PathWatch | undefined;
  #layers = new LayerJudge();
  #uplink = new UplinkTrust(startKbpsOf(navigator as { connection?: NetworkFacts }) * 1000);
  readonly #estimate: EstimateStart;
  readonly #signaling: Signaling;
  readonly #onGone: (fault: Fault) => void;
  readonly #onReceiveFault: (error: unknown) => void;
  /** What the room has not confirmed yet. */
  readonly #connecting = new Set<ConnectRequest>();
  #silence: Silence | undefined;
  #isSpare: boolean;
  #retiring: ReturnType<typeof setTimeout> | undefined;

  constructor(options: StageMediaOptions) {
    const { device, transports, signaling, tracks, onGone, onReceiveFault, isSpare = false } = options;
    this.#isSpare = isSpare;
    this.#device = device;
    this.iceServers = transports.iceServers;
    this.#onReceiveFault = onReceiveFault;
    this.#signaling = signaling;
    this.#onGone = onGone;
    // The answer is not waited for: ICE takes a round trip, in which the other side has what DTLS needs.
    const connectTransport = async (request: ConnectRequest) => void this.#connect(request);
    this.#receive = new MediaReceive(
      device.createRecvTransport(toTransportOptions(transports.receive, transports.iceServers)),
      { connectTransport, resumeConsumer: (request) => signaling.request('resumeConsumer', request) },
      tracks,
    );
    this.#send = new MediaSend(device.createSendTransport(toTransportOptions(transports.send, transports.iceServers)), {
      connectTransport,
      produce: ({ paused, ...request }) =>
        this.#isSpare
          ? signaling.request('produceSpare', request)
          : signaling.request('produce', { paused, ...request }),
      pauseProducer: (request) => signaling.request('pauseProducer', request),
      resumeProducer: (request) => signaling.request('resumeProducer', request),
      closeProducer: (request) => signaling.request('closeProducer', request),
    });
    this.#estimate = new EstimateStart(this.#send.transport);
    this.#restarts = [this.#send.transport, this.#receive.transport].map(
      (transport) =>
        new IceRestart(transport, {
          request: () => signaling.request('restartIce', { transportId: transport.id }),
          onGone,
          onBroken: () => signaling.doubt(),
        }),
    );
    if (!isSpare) this.#watchPath();
  }

  #watchPath(): void {
    this.#path = new PathWatch({
      onReport: (report) => this.#read(report),
      stats: () => this.#send.transport.getStats(),
      // What broke the one mostly broke the other; a restart needs signaling, so that is found out first.
      onDoubtful: () => this.#signaling.doubt(),
      onDead: () => this.restartIce(),
    });
  }

  #read(report: RTCStatsReport): void {
    const facts = uplinkFacts(report);
    const startBits = facts && this.#uplink.next({ ...facts, ...this.#send.bitRates, nowMs: performance.now() });
    if (startBits !== undefined) void this.#estimate.at(startBits);
    // After a start, what this reading says of layers is over in a moment.
    this.#tellLayers(startBits === undefined ? this.#layers.next(highestSentLayer(report)) : this.#layers.hope());
  }

  #tellLayers(maxSpatialLayer: number | undefined): void {
    if (maxSpatialLayer === undefined) return;
    // A socket that is away does not know it: the SFU finds out by itself, later.
    this.#signaling.request('tellLayers', { source: 'camera', maxSpatialLayer }).catch(() => undefined);
  }

  get sendTransportId(): string {
    return this.#send.transport.id;
  }

  /** Whether these are the transports that the room speaks of. */
  isOn({ send, receive }: StageTransports): boolean {
    return this.#send.transport.id === send.id && this.#receive.transport.id === receive.id;
  }

  get rtpCapabilities(): RtpCapabilities {
    return this.#device.rtpCapabilities as RtpCapabilities;
  }

  /**
   * Before the person has agreed: both ways are opened, with a microphone that has nothing to send, and a consumer for
   * all that is sent on the stage, through which nothing flows. A camera is not: its layers would start one after the
   * other at whoever receives it already, and the SFU waits long before it trusts a higher one.
   * @throws Fault of the room's refusal
   */
  async prepare(voice: SendProfile, { toReceive }: { readonly toReceive: boolean }): Promise<void> {
    this.#silence = openSilence();
    await Promise.all([
      this.#send.send('microphone', { track: this.#silence.track, profile: voice }),
      ...(toReceive ? [this.#prepareToReceive()] : []),
    ]);
  }

  async #prepareToReceive(): Promise<void> {
    const { rtpCapabilities } = this;
    const { consumers } = await this.#signaling.request('prepareConsumers', { rtpCapabilities });
    await Promise.all(consumers.map((facts) => this.#receive.add(facts)));
  }

  /** On the stage: what the room has for us is received. */
  open(consumers: readonly ConsumerFacts[]): void {
    this.#receive.open(consumers).catch(this.#onReceiveFault);
  }

  /** Agrees on how a source would be sent from here. @throws Fault of the room's refusal */
  hold(source: Source, sending: Sending): Promise<void> {
    return this.#send.hold(source, sending);
  }

  /** A spare is the one in use from now on. */
  takeOver(before: StageMedia | undefined): void {
    if (before) {
      this.#layers = new LayerJudge(before.#layers.most);
      this.#uplink = new UplinkTrust(before.#uplink.proven);
    }
    this.#isSpare = false;
    this.#watchPath();
  }

  send(source: Source, sending: Sending): Promise<void> {
    return this.#send.send(source, sending);
  }

  /** See MediaSend. */
  get limits(): ReadonlyMap<Source, number> {
    return this.#send.limits;
  }

  async limit(source: Source, maxSpatialLayer: number): Promise<void> {
    await this.#send.limit(source, maxSpatialLayer);
    await this.#path?.read();
  }

  receive(facts: ConsumerFacts): void {
    this.#receive.add(facts).catch(this.#onReceiveFault);
  }

  drop(consumerId: string): void {
    this.#receive.remove(consumerId);
  }

  /**
   * The socket is back within the time: what was missed meanwhile is made good.
   * @returns what a host has muted meanwhile
   */
  async reconcile({ state, participantId, consumers = [] }: HelloAnswer): Promise<Source[]> {
    await Promise.all([...this.#connecting].map((request) => this.#connect(request)));
    for (const restart of this.#restarts) restart.look();
    await this.#receive.reconcile(consumers);
    const own = state.participants.find(({ id }) => id === participantId);
    return own ? this.#send.reconcile(own.producers) : [];
  }

  /** A reading of both paths, for a word about the connection. */
  async stats(): Promise<readonly RTCStatsReport[]> {
    return Promise.all([this.#send.transport.getStats(), this.#receive.transport.getStats()]);
  }

  restartIce(): void {
    for (const restart of this.#restarts) restart.now();
  }

  /**
   * Another one is in use from now on, and this one says and shows nothing any more. It is closed later: that holds the
   * browser up for a while, which what has just begun to be sent would be taken for a bad network.
   */
  retire(): void {
    this.#path?.close();
    for (const restart of this.#restarts) restart.close();
    this.#send.hush();
    this.#receive.release();
    this.#retiring = setTimeout(() => this.close(), retiredMs);
  }

  close(): void {
    clearTimeout(this.#retiring);
    this.#path?.close();
    for (const restart of this.#restarts) restart.close();
    this.#send.close();
    this.#receive.close();
    this.#silence?.close();
    this.#silence = undefined;
  }

  async #connect(request: ConnectRequest): Promise<void> {
    this.#connecting.add(request);
    try {
      await this.#signaling.request('connectTransport', request);
      this.#connecting.delete(request);
    } catch (error) {
      const fault = toFault(error);
      // A socket that is away says it again when it is back.
      if (fault.code === 'LINK_CLOSED' || fault.kind.retry) return;
      this.#connecting.delete(request);
      this.#onGone(fault);
    }
  }
}
