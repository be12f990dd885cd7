import { Fault, type RoomId } from '@rostrum/protocol';
import type { types } from 'mediasoup';
import { ask, toMediasoup } from './door.ts';
import { LayerWish } from './layer-wish.ts';
import { mediaCodecs, type VideoCodec } from './media-codecs.ts';
import type { SfuWorker } from './sfu-worker.ts';

export interface RoomRef {
  readonly roomId: RoomId;
  readonly epoch: number;
}

/** What happens in a room, for whoever owns it. */
export interface SfuRoomEvents {
  speaker(room: RoomRef, producerId: string | null): void;
  transportState(room: RoomRef, transportId: string, state: 'connected' | 'disconnected' | 'failed' | 'closed'): void;
  bandwidth(room: RoomRef, transportId: string, kbps: number): void;
  consumerLayers(room: RoomRef, consumerId: string, layers: types.ConsumerLayers | null): void;
  consumerScore(room: RoomRef, consumerId: string, score: number): void;
}

export interface SfuRoomOptions {
  readonly worker: SfuWorker;
  /** What cameras are asked to send. */
  readonly videoCodec: VideoCodec;
  readonly events: SfuRoomEvents;
}

/** A presenter's uplink is bounded, so that one cannot starve the node. */
const maxIncomingBitsPerSecond = 8_000_000;
/**
 * A second key frame within this time is not asked for: a browser gives none within 300 ms of the last request, and
 * mediasoup would then wait a whole second for it.
 */
const keyFrameRequestDelayMs = 330;
/** A level under this is silence; dBov. */
const silenceThreshold = -60;
/** How soon a silence, and its end, are noticed. */
const levelIntervalMs = 500;

/**
 * The worker does what it is asked in order, so whatever comes next may be asked at once; somebody's first word does not
 * wait for the answer. What is refused (the worker has died, or what it is about was closed) ends what it is about.
 */
function settleLater(about: { close(): void }, asked: readonly Promise<unknown>[]): void {
  Promise.all(asked).catch(() => about.close());
}

/** One room on this node: a router, and what hangs on it. */
export class SfuRoom {
  readonly ref: RoomRef;
  readonly transports = new Map<string, types.Transport>();
  readonly producers = new Map<string, types.Producer>();
  readonly consumers = new Map<string, types.Consumer>();
  readonly #wishes = new Map<string, LayerWish>();
  /** What is sent to other nodes. */
  readonly pipedOut = new Map<string, types.Consumer>();
  readonly worker: SfuWorker;
  readonly #router: types.Router;
  readonly #speakers: types.ActiveSpeakerObserver;
  readonly #levels: types.AudioLevelObserver;
  readonly #events: SfuRoomEvents;
  /** Null while nobody is heard. */
  #speaker: string | null = null;

  private constructor(
    ref: RoomRef,
    parts: {
      worker: SfuWorker;
      router: types.Router;
      speakers: types.ActiveSpeakerObserver;
      levels: types.AudioLevelObserver;
      events: SfuRoomEvents;
    },
  ) {
    this.ref = ref;
    this.worker = parts.worker;
    this.#router = parts.router;
    this.#speakers = parts.speakers;
    this.#levels = parts.levels;
    this.#events = parts.events;
    this.worker.routers += 1;
    this.#speakers.on('dominantspeaker', ({ producer }) => {
      // Of people who are all silent, one is dominant, too.
      if (this.#speaker !== null) this.#tellSpeaker(producer.id);
    });
    this.#levels.on('silence', () => this.#tellSpeaker(null));
    // The dominant speaker is told at changes only: who breaks the silence is heard by their level.
    this.#levels.on('volumes', ([loudest]) => {
      if (this.#speaker === null && loudest) this.#tellSpeaker(loudest.producer.id);
    });
  }

  static async open(ref: RoomRef, { worker, videoCodec, events }: SfuRoomOptions): Promise<SfuRoom> {
    const router = await ask('SFU_UNAVAILABLE', () => worker.createRouter({ mediaCodecs: mediaCodecs(videoCodec) }));
    const [speakers, levels] = await ask('SFU_UNAVAILABLE', () =>
      Promise.all([
        router.createActiveSpeakerObserver({ interval: 300 }),
        router.createAudioLevelObserver({ maxEntries: 1, threshold: silenceThreshold, interval: levelIntervalMs }),
      ]),
    );
    return new SfuRoom(ref, { worker, router, speakers, levels, events });
  }

  get pipes(): types.PipeTransport[] {
    return [...this.transports.values()].filter(({ type }) => type === 'pipe') as types.PipeTransport[];
  }

  get rtpCapabilities(): types.RtpCapabilities {
    return this.#router.rtpCapabilities;
  }

  async openWebRtcTransport(): Promise<types.WebRtcTransport> {
    const transport = await ask('SFU_UNAVAILABLE', () => this.worker.createWebRtcTransport(this.#router));
    this.#keep(transport);
    settleLater(transport, [
      transport.setMaxIncomingBitrate(maxIncomingBitsPerSecond),
      // One event a second at most, or at a great change: cheaper than asking for statistics.
      transport.enableTraceEvent(['bwe']),
    ]);
    transport.on('trace', ({ type, info }) => {
      // Its type says `any`; WebRtcTransport's own documentation has the fields.
      const { availableBitrate } = info as { availableBitrate?: number };
      if (type !== 'bwe' || availableBitrate === undefined) return;
      this.#events.bandwidth(this.ref, transport.id, Math.round(availableBitrate / 1000));
    });
    const tell = (state: 'connected' | 'disconnected' | 'failed') =>
      this.#events.transportState(this.ref, transport.id, state);
    transport.on('icestatechange', (state) => {
      if (state === 'disconnected') tell('disconnected');
    });
    transport.on('dtlsstatechange', (state) => {
      if (state === 'connected' || state === 'failed') tell(state);
    });
    return transport;
  }

  async openPlainTransport(remote: { ip: string; port: number } | undefined): Promise<types.PlainTransport> {
    const transport = await ask('SFU_UNAVAILABLE', () =>
      this.worker.createPlainTransport(this.#router, { comedia: remote === undefined }),
    );
    this.#keep(transport);
    if (!remote) return transport;
    try {
      await ask('BAD_REQUEST', () => transport.connect({ ip: remote.ip, port: remote.port }));
      return transport;
    } catch (error) {
      transport.close(); // Nobody knows its id.
      throw error;
    }
  }

  /** One end of a pipe; nothing flows before it is connected. */
  async openPipe(): Promise<{ transport: types.PipeTransport; address: string }> {
    const transport = await ask('SFU_UNAVAILABLE', () => this.worker.createPipeTransport(this.#router));
    this.#keep(transport);
    return { transport, address: this.worker.privateAddress };
  }

  /** Sends a producer into a pipe, with all of its layers. */
  async pipeOut(transportId: string, producerId: string): Promise<types.Consumer> {
    if (!this.producers.has(producerId)) throw new Fault('PRODUCER_NOT_FOUND', { detail: producerId });
    const transport = this.transport(transportId);
    if (transport.type !== 'pipe') throw new Fault('TRANSPORT_NOT_FOUND', { detail: 'not a pipe' });
    const consumer = await ask('RTP_PARAMETERS_INVALID', () =>
      (transport as types.PipeTransport).consume({ producerId }),
    );
    this.pipedOut.set(consumer.id, consumer);
    consumer.observer.once('close', () => this.pipedOut.delete(consumer.id));
    return consumer;
  }

  /** @param options.id of a producer that comes from another node, and is the same one here */
  async openProducer(
    transportId: string,
    { id, kind, rtpParameters, paused }: { id?: string; kind: types.MediaKind; rtpParameters: object; paused: boolean },
  ): Promise<types.Producer> {
    const transport = this.transport(transportId);
    const producer = await ask('RTP_PARAMETERS_INVALID', () =>
      transport.produce({
        ...(id === undefined ? {} : { id }),
        kind,
        rtpParameters: toMediasoup.rtpParameters(rtpParameters),
        paused,
        keyFrameRequestDelay: keyFrameRequestDelayMs,
      }),
    );
    this.producers.set(producer.id, producer);
    producer.observer.once('close', () => this.producers.delete(producer.id));
    if (kind === 'audio') {
      settleLater(producer, [
        this.#speakers.addProducer({ producerId: producer.id }),
        this.#levels.addProducer({ producerId: producer.id }),
      ]);
    }
    return producer;
  }

  async openConsumer(
    transportId: string,
    options: { producerId: string; rtpCapabilities?: object; paused: boolean; preferredLayers?: object },
  ): Promise<types.Consumer> {
    const transport = this.transport(transportId);
    if (!this.producers.has(options.producerId)) throw new Fault('PRODUCER_NOT_FOUND', { detail: options.producerId });
    const { producerId, paused, preferredLayers } = options;
    const consumer = await ask('RTP_PARAMETERS_INVALID', () =>
      transport.consume({
        producerId,
        rtpCapabilities: toMediasoup.rtpCapabilities(options.rtpCapabilities ?? this.#router.rtpCapabilities),
        paused,
        // For sound mediasoup leaves it off: but a word that comes again in time is better than one that was made up.
        ...(transport.type === 'webrtc' ? { enableRtx: true } : {}),
        ...(preferredLayers ? { preferredLayers: toMediasoup.layers(preferredLayers) } : {}),
      }),
    );
    this.consumers.set(consumer.id, consumer);
    this.#wishes.set(consumer.id, new LayerWish(consumer, { wanted: preferredLayers }));
    consumer.observer.once('close', () => {
      this.consumers.delete(consumer.id);
      this.#wishes.delete(consumer.id);
    });
    consumer.on('layerschange', (layers) => this.#events.consumerLayers(this.ref, consumer.id, layers ?? null));
    consumer.on('score', ({ score }) => this.#events.consumerScore(this.ref, consumer.id, score));
    return consumer;
  }

  /** @throws Fault CONSUMER_NOT_FOUND */
  async preferLayers(consumerId: string, layers: object): Promise<void> {
    const wish = this.#wishes.get(consumerId);
    if (!wish) throw new Fault('CONSUMER_NOT_FOUND', { detail: consumerId });
    await ask('CONSUMER_NOT_FOUND', () => wish.prefer(layers));
  }

  /** @throws Fault TRANSPORT_NOT_FOUND */
  transport(id: string): types.Transport {
    const transport = this.transports.get(id);
    if (!transport) throw new Fault('TRANSPORT_NOT_FOUND', { detail: id });
    return transport;
  }

  /** Ends everything in it. Also right after the worker died: then there is nobody to tell. */
  close(): void {
    if (this.#router.closed) return;
    this.worker.routers -= 1;
    this.#router.close();
  }

  #tellSpeaker(producerId: string | null): void {
    if (producerId === this.#speaker) return;
    this.#speaker = producerId;
    this.#events.speaker(this.ref, producerId);
  }

  #keep(transport: types.Transport): void {
    this.transports.set(transport.id, transport);
    transport.observer.once('close', () => {
      this.transports.delete(transport.id);
      this.#events.transportState(this.ref, transport.id, 'closed');
    });
  }
}
