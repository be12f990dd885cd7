import type { ConsumerFacts, Fault, RequestOf, ResponseOf, Source, stageServer } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { IceRestart } from './ice-restart.ts';
import { MediaReceive, type RemoteTrack } from './media-receive.ts';
import { MediaSend } from './media-send.ts';
import { toTransportOptions } from './media-types.ts';
import type { Observable } from './observable.ts';
import type { HelloAnswer, Signaling } from './signaling.ts';

export interface StageMediaOptions {
  readonly device: types.Device;
  readonly answer: ResponseOf<typeof stageServer, 'join'>;
  readonly signaling: Signaling;
  readonly tracks: Observable<readonly RemoteTrack[]>;
  /** The room no longer has these transports. */
  readonly onGone: (fault: Fault) => void;
  readonly onReceiveFault: (error: unknown) => void;
}

/** Both transports of one stay on the stage, from one answer to `join` until they are lost or left. */
export class StageMedia {
  readonly #send: MediaSend;
  readonly #receive: MediaReceive;
  readonly #restarts: readonly IceRestart[];
  readonly #onReceiveFault: (error: unknown) => void;

  constructor({ device, answer, signaling, tracks, onGone, onReceiveFault }: StageMediaOptions) {
    this.#onReceiveFault = onReceiveFault;
    const connectTransport = (request: RequestOf<typeof stageServer, 'connectTransport'>) =>
      signaling.request('connectTransport', request);
    this.#receive = new MediaReceive(
      device.createRecvTransport(toTransportOptions(answer.receive, answer.iceServers)),
      {
        connectTransport,
        resumeConsumer: (request) => signaling.request('resumeConsumer', request),
        setPreferredLayers: (request) => signaling.request('setPreferredLayers', request),
      },
      tracks,
    );
    this.#send = new MediaSend(device.createSendTransport(toTransportOptions(answer.send, answer.iceServers)), {
      connectTransport,
      produce: (request) => signaling.request('produce', request),
      pauseProducer: (request) => signaling.request('pauseProducer', request),
      resumeProducer: (request) => signaling.request('resumeProducer', request),
      closeProducer: (request) => signaling.request('closeProducer', request),
    });
    this.#restarts = [this.#send.transport, this.#receive.transport].map(
      (transport) =>
        new IceRestart(transport, {
          request: () => signaling.request('restartIce', { transportId: transport.id }),
          onGone,
        }),
    );
    for (const facts of answer.consumers) this.receive(facts);
  }

  send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    return this.#send.send(source, track);
  }

  receive(facts: ConsumerFacts): void {
    this.#receive.add(facts).catch(this.#onReceiveFault);
  }

  drop(consumerId: string): void {
    this.#receive.remove(consumerId);
  }

  /** The socket is back within the time: what was missed meanwhile is made good. */
  async reconcile({ state, participantId, consumers = [] }: HelloAnswer): Promise<void> {
    await this.#receive.reconcile(consumers);
    const own = state.participants.find(({ id }) => id === participantId);
    if (own) await this.#send.reconcile(own.producers);
  }

  /** A reading of both paths, for a word about the connection. */
  async stats(): Promise<readonly RTCStatsReport[]> {
    return Promise.all([this.#send.transport.getStats(), this.#receive.transport.getStats()]);
  }

  showAt(consumerId: string, heightPixels: number): void {
    this.#receive.showAt(consumerId, heightPixels);
  }

  restartIce(): void {
    for (const restart of this.#restarts) restart.now();
  }

  close(): void {
    for (const restart of this.#restarts) restart.close();
    this.#send.close();
    this.#receive.close();
  }
}
