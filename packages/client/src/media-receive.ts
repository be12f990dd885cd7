import type { Observable } from '@rostrum/lifecycle/observable';
import type { ConsumerFacts, DtlsParameters, ParticipantId, Source } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { toRtpParameters } from './media-types.ts';

/** What the receiving side asks of the room. */
export interface ReceiveSignals {
  connectTransport(request: { transportId: string; dtlsParameters: DtlsParameters }): Promise<unknown>;
  resumeConsumer(request: { consumerId: string }): Promise<unknown>;
}

export interface RemoteTrack {
  readonly consumerId: string;
  readonly producerId: string;
  readonly participantId: ParticipantId;
  readonly source: Source;
  readonly track: MediaStreamTrack;
}

/** Everything that a participant receives, on one transport. */
export class MediaReceive {
  readonly transport: types.Transport;
  readonly tracks: Observable<readonly RemoteTrack[]>;
  readonly #signals: ReceiveSignals;
  readonly #consumers = new Map<string, { readonly consumer: types.Consumer; readonly facts: ConsumerFacts }>();
  /** Being made, or made; also those that were closed before they were made. */
  readonly #known = new Set<string>();
  /** Before the person is on the stage nothing that was made is shown, nor asked to flow. */
  #isOpen = false;

  /** `tracks` is handed in, since it outlives a transport. */
  constructor(transport: types.Transport, signals: ReceiveSignals, tracks: Observable<readonly RemoteTrack[]>) {
    this.transport = transport;
    this.#signals = signals;
    this.tracks = tracks;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      signals.connectTransport({ transportId: transport.id, dtlsParameters }).then(done, failed);
    });
  }

  /** On the stage: `consumers` is all that the room has for us. What was made ahead is shown at once. */
  async open(consumers: readonly ConsumerFacts[]): Promise<void> {
    this.#isOpen = true;
    for (const made of this.#consumers.values()) this.#show(made);
    await this.reconcile(consumers);
  }

  /** Makes the consumer; on the stage it starts its flow. One that is known already is left as it is. */
  async add(facts: ConsumerFacts): Promise<void> {
    const { consumerId, producerId, participantId, source, kind } = facts;
    if (this.#known.has(consumerId) || this.transport.closed) return;
    this.#known.add(consumerId);
    const consumer = await this.transport.consume({
      id: consumerId,
      producerId,
      kind,
      rtpParameters: toRtpParameters(facts.rtpParameters),
      // One stream per person keeps lips and voice together; a screen is a stream of its own.
      streamId: `${participantId}:${source === 'screen' || source === 'screen-audio' ? 'screen' : 'person'}`,
    });
    if (!this.#known.has(consumerId)) return consumer.close(); // Closed by the room meanwhile.
    this.#consumers.set(consumerId, { consumer, facts });
    if (!this.#isOpen) return;
    this.#show({ consumer, facts });
    if (facts.paused) await this.#signals.resumeConsumer({ consumerId });
  }

  remove(consumerId: string): void {
    this.#known.delete(consumerId);
    this.#consumers.get(consumerId)?.consumer.close();
    this.#consumers.delete(consumerId);
    this.tracks.set(this.tracks.value.filter((track) => track.consumerId !== consumerId));
  }

  /**
   * After a resumed socket: `consumers` is all that the room has for us now. What was closed meanwhile is dropped, what
   * was opened is made, and what we could not ask to flow is asked for again.
   */
  async reconcile(consumers: readonly ConsumerFacts[]): Promise<void> {
    const current = new Set(consumers.map(({ consumerId }) => consumerId));
    for (const consumerId of [...this.#known]) if (!current.has(consumerId)) this.remove(consumerId);
    await Promise.all(
      consumers.map((facts) => {
        if (!this.#known.has(facts.consumerId)) return this.add(facts);
        return facts.paused ? this.#signals.resumeConsumer({ consumerId: facts.consumerId }) : undefined;
      }),
    );
  }

  close(): void {
    this.release();
    this.transport.close();
  }

  /** Shows nothing any more. */
  release(): void {
    const gone = new Set(this.#consumers.keys());
    this.#known.clear();
    this.#consumers.clear();
    this.tracks.set(this.tracks.value.filter(({ consumerId }) => !gone.has(consumerId)));
  }

  #show({ consumer, facts }: { readonly consumer: types.Consumer; readonly facts: ConsumerFacts }): void {
    const { consumerId, producerId, participantId, source } = facts;
    const others = this.tracks.value.filter(
      (track) => track.participantId !== participantId || track.source !== source,
    );
    this.tracks.set([...others, { consumerId, producerId, participantId, source, track: consumer.track }]);
  }
}
