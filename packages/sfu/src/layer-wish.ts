import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import type { types } from 'mediasoup';
import { toMediasoup } from './door.ts';

/** After the first frame of a layer was passed on: by then each of its frame-rate steps has mostly been seen, also at 15 a second. */
const lookAgainMs = [100, 250, 500] as const;

type Layered = Pick<types.Consumer, 'setPreferredLayers' | 'currentLayers' | 'preferredLayers' | 'closed'> & {
  readonly observer: Pick<types.ConsumerObserver, 'once'>;
  on(event: 'layerschange', run: (layers?: types.ConsumerLayers) => void): unknown;
};

/**
 * The layers that a receiver is to have, of one consumer. Of a layer that begins mediasoup knows the lowest frame-rate step
 * alone, and looks for the others a second later: until then one frame of four is passed on. A wish that differs makes it
 * look at once.
 */
export class LayerWish {
  readonly #consumer: Layered;
  readonly #clock: Clock;
  #wanted: types.ConsumerLayers | undefined;
  #spatialLayer: number | undefined;
  #timers: readonly Timer[] = [];

  constructor(consumer: Layered, { wanted, clock = systemClock }: { wanted?: object | undefined; clock?: Clock } = {}) {
    this.#consumer = consumer;
    this.#clock = clock;
    this.#wanted = wanted && toMediasoup.layers(wanted);
    consumer.on('layerschange', (layers) => this.#changed(layers?.spatialLayer));
    consumer.observer.once('close', () => this.#stop());
  }

  async prefer(layers: object): Promise<void> {
    this.#wanted = toMediasoup.layers(layers);
    await this.#consumer.setPreferredLayers(this.#wanted);
  }

  #changed(spatialLayer: number | undefined): void {
    if (spatialLayer === this.#spatialLayer) return;
    this.#spatialLayer = spatialLayer;
    this.#stop();
    if (spatialLayer === undefined) return;
    this.#timers = lookAgainMs.map((ms) => this.#clock.after(ms, () => this.#lookAgain()));
  }

  #lookAgain(): void {
    const { currentLayers, preferredLayers, closed } = this.#consumer;
    const most = preferredLayers?.temporalLayer ?? 0;
    if (closed || !currentLayers || (currentLayers.temporalLayer ?? most) >= most) {
      this.#stop();
      return;
    }
    const wanted = this.#wanted ?? preferredLayers;
    if (!wanted) return;
    // In one breath, so that nobody else's wish comes between. What is refused has ended with the consumer.
    for (const temporalLayer of [most - 1, most])
      this.#consumer.setPreferredLayers({ ...wanted, temporalLayer }).catch(() => undefined);
  }

  #stop(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers = [];
  }
}
