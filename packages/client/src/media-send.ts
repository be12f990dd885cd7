import type { DtlsParameters, RtpParameters, Source } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { sendPlans } from './encodings.ts';
import { fromRtpParameters } from './media-types.ts';
import { type NetworkFacts, startKbpsOf } from './network-hint.ts';

/** What the sending side asks of the room. */
export interface SendSignals {
  connectTransport(request: { transportId: string; dtlsParameters: DtlsParameters }): Promise<unknown>;
  produce(request: { source: Source; rtpParameters: RtpParameters; paused: boolean }): Promise<{ producerId: string }>;
  pauseProducer(request: { source: Source }): Promise<unknown>;
  resumeProducer(request: { source: Source }): Promise<unknown>;
  closeProducer(request: { source: Source }): Promise<unknown>;
}

/** Sources that are paused while there is nothing to send; the others are closed. */
const staysOpen: Readonly<Record<Source, boolean>> = {
  camera: true,
  microphone: true,
  screen: false,
  'screen-audio': false,
};

type Producer = types.Producer;

/**
 * Everything that a participant sends, on one transport. `send(source, track)` says what should be sent; what is
 * needed for that (produce, replace, pause, resume, close) is found here, in order per source.
 */
export class MediaSend {
  readonly transport: types.Transport;
  readonly #signals: SendSignals;
  readonly #producers = new Map<Source, Producer>();
  readonly #wanted = new Map<Source, MediaStreamTrack | null>();
  readonly #running = new Map<Source, Promise<void>>();

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
      };
      signals.produce(request).then(({ producerId }) => done({ id: producerId }), failed);
    });
  }

  /** Null: nothing. Settles when the source is as it was last asked to be. @throws Fault of the room's refusal */
  send(source: Source, track: MediaStreamTrack | null): Promise<void> {
    this.#wanted.set(source, track);
    const running = this.#running.get(source);
    if (running) return running;
    const run = this.#settle(source).finally(() => this.#running.delete(source));
    this.#running.set(source, run);
    return run;
  }

  /**
   * After a resumed socket: makes the room's view of the producers ours again, since what was asked while the socket
   * was away did not arrive.
   */
  async reconcile(room: readonly { source: Source; paused: boolean }[]): Promise<void> {
    for (const { source, paused } of room) {
      const producer = this.#producers.get(source);
      if (!producer) await this.#signals.closeProducer({ source });
      else if (producer.paused && !paused) await this.#signals.pauseProducer({ source });
      else if (!producer.paused && paused) await this.#signals.resumeProducer({ source });
    }
    for (const [source, producer] of this.#producers) {
      if (room.some((facts) => facts.source === source)) continue;
      producer.close();
      this.#producers.delete(source);
      await this.send(source, this.#wanted.get(source) ?? null);
    }
  }

  /** The tracks are not stopped: they may be sent again on another transport. */
  close(): void {
    this.#producers.clear();
    this.transport.close();
  }

  async #settle(source: Source): Promise<void> {
    let done: MediaStreamTrack | null | undefined;
    while (!this.transport.closed && done !== this.#wanted.get(source)) {
      const track = this.#wanted.get(source) ?? null;
      await this.#step(source, track);
      done = track;
    }
  }

  async #step(source: Source, track: MediaStreamTrack | null): Promise<void> {
    const producer = this.#producers.get(source);
    if (track === null) {
      if (producer) await this.#quiet(source, producer);
    } else if (!producer) {
      await this.#produce(source, track);
    } else {
      if (producer.track !== track) await producer.replaceTrack({ track });
      if (!producer.paused) return;
      producer.resume();
      await this.#signals.resumeProducer({ source });
    }
  }

  async #quiet(source: Source, producer: Producer): Promise<void> {
    if (staysOpen[source]) {
      if (producer.paused) return;
      producer.pause();
      await this.#signals.pauseProducer({ source });
    } else {
      this.#producers.delete(source);
      producer.close();
      await this.#signals.closeProducer({ source });
    }
  }

  async #produce(source: Source, track: MediaStreamTrack): Promise<void> {
    const { encodings, codecOptions, contentHint } = sendPlans(startKbpsOf(navigator as { connection?: NetworkFacts }))[
      source
    ];
    track.contentHint = contentHint;
    const producer = await this.transport.produce({
      track,
      ...(encodings ? { encodings } : {}),
      codecOptions,
      stopTracks: false,
      appData: { source },
    });
    this.#producers.set(source, producer);
  }
}
