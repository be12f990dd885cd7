import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import type { types } from 'mediasoup';
import { toMediasoup } from './door.ts';

/**
 * After the first frame of a layer was passed on, or another one was wished for: by the first of these each step of the frame
 * rate has mostly been seen, also at 15 a second; by the last the sender reports have come that a switch needs.
 */
const lookAgainMs = [100, 250, 500, 750, 1000] as const;

type Layered = Pick<
  types.Consumer,
  'setPreferredLayers' | 'currentLayers' | 'preferredLayers' | 'closed' | 'paused'
> & {
  readonly observer: Pick<types.ConsumerObserver, 'once'>;
  on(event: 'layerschange', run: (layers?: types.ConsumerLayers) => void): unknown;
  on(event: 'score', run: () => void): unknown;
};

/**
 * The layers that a receiver is to have, of one consumer. mediasoup looks for what it can pass on when something begins, and
 * then once a second: of a picture that begins it knows the lowest step of the frame rate alone, and passes on one frame of
 * four until then; a layer that has stopped is waited for; and a consumer that was there before its producer's first packet
 * may wait for the sender's first report, unless that packet begins a key frame. A wish that differs makes it look at once.
 */
export class LayerWish {
  readonly #consumer: Layered;
  readonly #clock: Clock;
  /** Of the steps of the frame rate, the highest; what the consumer itself says changes while it is asked. */
  readonly #most: number;
  #wanted: types.ConsumerLayers | undefined;
  #spatialLayer: number | undefined;
  #timers: readonly Timer[] = [];

  constructor(consumer: Layered, { wanted, clock = systemClock }: { wanted?: object | undefined; clock?: Clock } = {}) {
    this.#consumer = consumer;
    this.#clock = clock;
    this.#most = consumer.preferredLayers?.temporalLayer ?? 0;
    this.#wanted = wanted && toMediasoup.layers(wanted);
    consumer.on('layerschange', (layers) => this.#changed(layers?.spatialLayer));
    consumer.on('score', () => this.#streamBegan());
    consumer.observer.once('close', () => this.#stop());
  }

  async prefer(layers: object): Promise<void> {
    this.#wanted = toMediasoup.layers(layers);
    this.#lookSoon();
    await this.#consumer.setPreferredLayers(this.#wanted);
  }

  #changed(spatialLayer: number | undefined): void {
    if (spatialLayer === this.#spatialLayer) return;
    this.#spatialLayer = spatialLayer;
    if (spatialLayer === undefined) this.#stop();
    else this.#lookSoon();
  }

  /** One that passes nothing on yet chooses a layer now, in time for the first key frame. */
  #streamBegan(): void {
    const { currentLayers, preferredLayers, paused } = this.#consumer;
    if (preferredLayers && !(paused || currentLayers)) this.#nudge(this.#wanted ?? preferredLayers);
  }

  #lookSoon(): void {
    this.#stop();
    if (this.#consumer.closed) return;
    this.#timers = lookAgainMs.map((ms) => this.#clock.after(ms, () => this.#lookAgain()));
  }

  #lookAgain(): void {
    const { currentLayers, preferredLayers, closed } = this.#consumer;
    const wanted = this.#wanted ?? preferredLayers;
    if (closed || !currentLayers || !wanted || isAll(currentLayers, { ...wanted, temporalLayer: this.#most })) {
      this.#stop();
      return;
    }
    this.#nudge(wanted);
  }

  /** In one breath, so that nobody else's wish comes between. What is refused has ended with the consumer. */
  #nudge(wanted: types.ConsumerLayers): void {
    if (this.#most === 0) return; // There is no other wish of the same layer.
    for (const temporalLayer of [this.#most - 1, this.#most])
      this.#consumer.setPreferredLayers({ ...wanted, temporalLayer }).catch(() => undefined);
  }

  #stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}

const isAll = (has: types.ConsumerLayers, wanted: types.ConsumerLayers & { readonly temporalLayer: number }): boolean =>
  has.spatialLayer === wanted.spatialLayer && (has.temporalLayer ?? 0) >= wanted.temporalLayer;
