import type { DtlsParameters, RtpParameters, Source } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { type SendProfile, sendPlans } from './encodings.ts';
import { fromRtpParameters } from './media-types.ts';
import { type NetworkFacts, startKbpsOf } from './network-hint.ts';
import { limitLayers } from './sent-layers.ts';

/** What the sending side asks of the room. */
export interface SendSignals {
  connectTransport(request: { transportId: string; dtlsParameters: DtlsParameters }): Promise<unknown>;
  produce(request: {
    source: Source;
    rtpParameters: RtpParameters;
    paused: boolean;
    lines?: number;
  }): Promise<{ producerId: string }>;
  pauseProducer(request: { source: Source }): Promise<unknown>;
  resumeProducer(request: { source: Source }): Promise<unknown>;
  closeProducer(request: { source: Source }): Promise<unknown>;
}

/** What is to be sent of a source; without a track nothing is. */
export interface Sending {
  readonly track: MediaStreamTrack | null;
  /** Default: as the source is usually sent. */
  readonly profile?: SendProfile;
}

/** Sources that are paused while there is nothing to send; the others are closed. */
const staysOpen: Readonly<Record<Source, boolean>> = {
  camera: true,
  microphone: true,
  screen: false,
  'screen-audio': false,
};

interface Sent {
  readonly producer: types.Producer;
  readonly profile: SendProfile;
  /** As planned, by layer. */
  readonly rates: readonly number[];
}

/**
 * Everything that a participant sends, on one transport. `send(source, …)` says what should be sent; what is needed
 * for that (produce, replace, pause, resume, close) is found here, in order per source.
 */
export class MediaSend {
  readonly transport: types.Transport;
  readonly #signals: SendSignals;
  readonly #sent = new Map<Source, Sent>();
  readonly #wanted = new Map<Source, Sending>();
  readonly #running = new Map<Source, Promise<void>>();
  /** The highest layer that anybody looks at. */
  readonly #layers = new Map<Source, number>();
  /** While it is there, the room hears of no producer. */
  #gate: PromiseWithResolvers<void> | undefined;

  constructor(transport: types.Transport, signals: SendSignals) {
    this.transport = transport;
    this.#signals = signals;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      signals.connectTransport({ transportId: transport.id, dtlsParameters }).then(done, failed);
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      const request = {
        source: appData.source as Source,
        rtpParameters: fromRtpParameters(rtpParameters),
        paused: false,
        ...(typeof appData.lines === 'number' ? { lines: appData.lines } : {}),
      };
      const opened = this.#gate?.promise ?? Promise.resolve();
      opened.then(() => signals.produce(request)).then(({ producerId }) => done({ id: producerId }), failed);
    });
  }

  /**
   * Opens the way before the person agreed to anything, so that ICE and DTLS are done when they do: a silent track in
   * the microphone's place, of which the room hears at `open`.
   */
  warm(silence: MediaStreamTrack): void {
    this.#gate = Promise.withResolvers<void>();
    this.send('microphone', { track: silence }).catch(() => undefined); // What is sent next tells.
  }

  /** From here on the room hears what is sent. */
  open(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  /** Settles when the source is as it was last asked to be. @throws Fault of the room's refusal */
  send(source: Source, sending: Sending): Promise<void> {
    this.#wanted.set(source, sending);
    const running = this.#running.get(source);
    if (running) return running;
    const run = this.#settle(source).finally(() => this.#running.delete(source));
    this.#running.set(source, run);
    return run;
  }

  /** Sends a source up to this layer, and no higher; −1: nobody looks at it. */
  async limit(source: Source, maxSpatialLayer: number): Promise<void> {
    this.#layers.set(source, maxSpatialLayer);
    const sent = this.#sent.get(source);
    if (sent) await limitLayers(sent.producer.rtpSender, sent.rates, maxSpatialLayer);
  }

  /**
   * After a resumed socket: makes the room's view of the producers ours again, since what was asked while the socket
   * was away did not arrive.
   */
  async reconcile(room: readonly { source: Source; paused: boolean }[]): Promise<void> {
    for (const { source, paused } of room) {
      const producer = this.#sent.get(source)?.producer;
      if (!producer) await this.#signals.closeProducer({ source });
      else if (producer.paused && !paused) await this.#signals.pauseProducer({ source });
      else if (!producer.paused && paused) await this.#signals.resumeProducer({ source });
    }
    for (const [source, { producer }] of this.#sent) {
      if (room.some((facts) => facts.source === source)) continue;
      producer.close();
      this.#sent.delete(source);
      await this.send(source, this.#wanted.get(source) ?? { track: null });
    }
  }

  /** The tracks are not stopped: they may be sent again on another transport. */
  close(): void {
    this.#sent.clear();
    this.transport.close();
    this.open();
  }

  async #settle(source: Source): Promise<void> {
    let done: Sending | undefined;
    while (!this.transport.closed && done !== this.#wanted.get(source)) {
      const wanted = this.#wanted.get(source) ?? { track: null };
      await this.#step(source, wanted);
      done = wanted;
    }
  }

  async #step(source: Source, { track, profile = source }: Sending): Promise<void> {
    const sent = this.#sent.get(source);
    if (track === null) {
      if (sent) await this.#quiet(source, sent.producer);
      return;
    }
    if (sent?.profile === profile) return this.#replace(source, sent.producer, track);
    // How a source is coded is agreed when it is produced.
    if (sent) await this.#drop(source, sent.producer);
    await this.#produce(source, track, profile);
  }

  async #replace(source: Source, producer: types.Producer, track: MediaStreamTrack): Promise<void> {
    if (producer.track !== track) await producer.replaceTrack({ track });
    if (!producer.paused) return;
    producer.resume();
    await this.#signals.resumeProducer({ source });
  }

  async #quiet(source: Source, producer: types.Producer): Promise<void> {
    if (!staysOpen[source]) return this.#drop(source, producer);
    if (producer.paused) return;
    producer.pause();
    await this.#signals.pauseProducer({ source });
  }

  async #drop(source: Source, producer: types.Producer): Promise<void> {
    this.#sent.delete(source);
    producer.close();
    await this.#signals.closeProducer({ source });
  }

  async #produce(source: Source, track: MediaStreamTrack, profile: SendProfile): Promise<void> {
    const plans = sendPlans(startKbpsOf(navigator as { connection?: NetworkFacts }));
    const { encodings, codecOptions, contentHint } = plans[profile];
    track.contentHint = contentHint;
    const producer = await this.transport.produce({
      track,
      ...(encodings ? { encodings } : {}),
      codecOptions,
      stopTracks: false,
      appData: { source, ...(track.kind === 'video' ? { lines: track.getSettings().height } : {}) },
    });
    const rates = (encodings ?? []).map(({ maxBitrate }) => maxBitrate);
    this.#sent.set(source, { producer, profile, rates });
    const maxSpatialLayer = this.#layers.get(source);
    if (maxSpatialLayer !== undefined) await limitLayers(producer.rtpSender, rates, maxSpatialLayer);
  }
}
