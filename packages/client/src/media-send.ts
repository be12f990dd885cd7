import { type DtlsParameters, Fault, type RtpParameters, type Source } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { type SendProfile, sendPlans } from './encodings.ts';
import { fromRtpParameters } from './media-types.ts';
import { type NetworkFacts, startKbpsOf } from './network-hint.ts';
import { limitLayers, wantedLayers } from './sent-layers.ts';

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
  /** Whether the room has it paused, as far as it answered; undefined while a request is out, or was lost. */
  isPausedThere: boolean | undefined;
  /** It was produced ahead, with nothing to send. */
  isHeld: boolean;
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
  /** What the room was asked for last, and has not been looked at yet. */
  readonly #asked = new Map<Source, Promise<unknown>>();
  /** The room's word on the newest producer. Where it refuses, nothing is sent any more. */
  readonly #answered = new Map<Source, Promise<void>>();
  /** Another one is in use. */
  #isHushed = false;

  constructor(transport: types.Transport, signals: SendSignals) {
    this.transport = transport;
    this.#signals = signals;
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      signals.connectTransport({ transportId: transport.id, dtlsParameters }).then(done, failed);
    });
    transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
      // The room would open it on the transport that is in use.
      if (this.#isHushed) return failed(new Fault('LINK_CLOSED', { detail: 'not in use any more' }));
      const source = appData.source as Source;
      const request = {
        source,
        rtpParameters: fromRtpParameters(rtpParameters),
        paused: false,
        ...(typeof appData.lines === 'number' ? { lines: appData.lines } : {}),
      };
      this.#asked.set(source, signals.produce(request));
      // A transport does one thing at a time, and the next shall not wait for the room. Nobody asks for a producer by its id.
      done({ id: crypto.randomUUID() });
    });
  }

  /** Settles when the source is as it was last asked to be. @throws Fault of the room's refusal */
  async send(source: Source, sending: Sending): Promise<void> {
    this.#wanted.set(source, sending);
    const running = this.#running.get(source) ?? this.#settle(source).finally(() => this.#running.delete(source));
    this.#running.set(source, running);
    await running;
    await this.#answered.get(source);
  }

  /** Agrees on how a source would be sent, and sends nothing yet: `send` begins without that. @throws Fault of the room's refusal */
  async hold(source: Source, { track, profile = source }: Sending): Promise<void> {
    if (!track || this.#sent.has(source) || this.#running.has(source)) return;
    const run = this.#hold(source, track, profile).finally(() => this.#running.delete(source));
    this.#running.set(source, run);
    await run;
  }

  /** The highest layer that anybody looks at, by source, as far as it was told. */
  get limits(): ReadonlyMap<Source, number> {
    return this.#layers;
  }

  /** What is sent when every layer is wanted, and of what is wanted now, bit/s; of sources with a rate of their own. */
  get bitRates(): { readonly full: number; readonly wanted: number } {
    let [full, wanted] = [0, 0];
    for (const [source, { producer, rates, isHeld }] of this.#sent) {
      if (producer.paused || isHeld) continue;
      const isWanted = wantedLayers(rates.length, this.#layers.get(source) ?? rates.length - 1);
      for (const [layer, rate] of rates.entries()) {
        full += rate;
        wanted += isWanted[layer] ? rate : 0;
      }
    }
    return { full, wanted };
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
   * @returns what a host has muted meanwhile: that holds until the person turns it on again
   */
  async reconcile(room: readonly { source: Source; paused: boolean }[]): Promise<Source[]> {
    const muted: Source[] = [];
    for (const { source, paused } of room) {
      const sent = this.#sent.get(source);
      if (!sent) await this.#signals.closeProducer({ source });
      else if (sent.producer.paused && !paused) await this.#pause(source, sent);
      else if (sent.producer.paused || !paused) sent.isPausedThere = paused;
      else if (sent.isPausedThere === false) muted.push(source);
      else await this.#resume(source, sent);
    }
    for (const [source, { producer }] of this.#sent) {
      if (room.some((facts) => facts.source === source)) continue;
      producer.close();
      this.#sent.delete(source);
      await this.send(source, this.#wanted.get(source) ?? { track: null });
    }
    return muted;
  }

  /** Nothing is sent any more; nobody is told. */
  hush(): void {
    this.#isHushed = true;
    // One that is closed already sends nothing either.
    for (const { producer } of this.#sent.values()) producer.replaceTrack({ track: null }).catch(() => undefined);
    this.#sent.clear();
  }

  /** The tracks are not stopped: they may be sent again on another transport. */
  close(): void {
    this.#sent.clear();
    this.transport.close();
  }

  async #hold(source: Source, track: MediaStreamTrack, profile: SendProfile): Promise<void> {
    const sent = await this.#produce(source, track, profile);
    sent.isHeld = true;
    await sent.producer.replaceTrack({ track: null });
    if (this.#wanted.has(source)) await this.#settle(source);
  }

  async #settle(source: Source): Promise<void> {
    let done: Sending | undefined;
    while (!(this.transport.closed || this.#isHushed) && done !== this.#wanted.get(source)) {
      const wanted = this.#wanted.get(source) ?? { track: null };
      await this.#step(source, wanted);
      done = wanted;
    }
  }

  async #step(source: Source, { track, profile = source }: Sending): Promise<void> {
    const sent = this.#sent.get(source);
    if (track === null) {
      this.#answered.delete(source);
      if (sent) await this.#quiet(source, sent);
      return;
    }
    if (sent?.profile === profile) return this.#replace(source, sent, track);
    // How a source is coded is agreed when it is produced.
    if (sent) await this.#drop(source, sent.producer);
    await this.#produce(source, track, profile);
  }

  async #replace(source: Source, sent: Sent, track: MediaStreamTrack): Promise<void> {
    const { producer } = sent;
    if (producer.track !== track) {
      track.contentHint = producer.track?.contentHint ?? track.contentHint;
      await producer.replaceTrack({ track });
    }
    if (!producer.paused && !sent.isHeld) return;
    sent.isHeld = false;
    producer.resume();
    await this.#resume(source, sent);
  }

  async #quiet(source: Source, sent: Sent): Promise<void> {
    if (!staysOpen[source]) return this.#drop(source, sent.producer);
    if (sent.producer.paused) return;
    sent.isHeld = false;
    sent.producer.pause();
    await this.#pause(source, sent);
  }

  async #pause(source: Source, sent: Sent): Promise<void> {
    sent.isPausedThere = undefined;
    await this.#signals.pauseProducer({ source });
    sent.isPausedThere = true;
  }

  async #resume(source: Source, sent: Sent): Promise<void> {
    sent.isPausedThere = undefined;
    await this.#signals.resumeProducer({ source });
    sent.isPausedThere = false;
  }

  async #drop(source: Source, producer: types.Producer): Promise<void> {
    this.#sent.delete(source);
    producer.close();
    await this.#signals.closeProducer({ source });
  }

  async #produce(source: Source, track: MediaStreamTrack, profile: SendProfile): Promise<Sent> {
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
    const asked = this.#asked.get(source);
    this.#asked.delete(source);
    const answered = this.#heed(source, producer, asked);
    answered.catch(() => undefined); // Whoever asked for it is told by `send`.
    this.#answered.set(source, answered);
    const sent: Sent = { producer, profile, rates, isPausedThere: undefined, isHeld: false };
    this.#sent.set(source, sent);
    const maxSpatialLayer = this.#layers.get(source);
    if (maxSpatialLayer !== undefined) await limitLayers(producer.rtpSender, rates, maxSpatialLayer);
    return sent;
  }

  /** @throws Fault of the room's refusal */
  async #heed(source: Source, producer: types.Producer, asked: Promise<unknown> | undefined): Promise<void> {
    try {
      await asked;
    } catch (error) {
      if (this.#sent.get(source)?.producer === producer) this.#sent.delete(source);
      producer.close();
      throw error;
    }
    const sent = this.#sent.get(source);
    if (sent?.producer === producer && !producer.paused) sent.isPausedThere ??= false;
  }
}
