import type { StreamEntry } from './connection-stats.ts';

/** So many readings in a row say that a layer is back: what comes and goes would stop the picture each time. */
const steadyReadings = 4;

/**
 * Tells from what a browser means to send that it has stopped a layer, since its network carries no more. The SFU would
 * wait two seconds for the next packet of it, and whoever looks at it with it.
 */
export class LayerJudge {
  #most: number;
  #told: number | undefined;
  #higher = 0;

  /** @param most the highest layer that was sent on the transport before */
  constructor(most = -1) {
    this.#most = most;
  }

  /** The highest layer that was sent. */
  get most(): number {
    return this.#most;
  }

  /** @returns the highest layer that is sent, where it is another one than the room knows of */
  next(highest: number | undefined): number | undefined {
    if (highest === undefined) return undefined;
    this.#most = Math.max(this.#most, highest);
    if (highest < (this.#told ?? this.#most)) return this.#tell(highest);
    this.#higher = this.#told !== undefined && highest > this.#told ? this.#higher + 1 : 0;
    return this.#higher >= steadyReadings ? this.#tell(highest) : undefined;
  }

  /** More is tried now than the network was taken to carry. @returns the layer that may come back; undefined: none is missed */
  hope(): number | undefined {
    if (this.#told === undefined || this.#told >= this.#most) return undefined;
    return this.#tell(this.#most);
  }

  #tell(layer: number): number {
    this.#told = layer;
    this.#higher = 0;
    return layer;
  }
}

/**
 * The highest layer of the camera that has bits now (`targetBitrate` of
 * https://www.w3.org/TR/webrtc-stats/#outboundrtpstats-dict*); undefined while none has, or a browser does not say.
 */
export function highestSentLayer(report: Iterable<readonly [string, unknown]>): number | undefined {
  const layers: { readonly rid: string; readonly bits: number }[] = [];
  for (const [, entry] of report) {
    const { type, rid, targetBitrate = 0 } = entry as StreamEntry & { readonly targetBitrate?: number };
    if (type === 'outbound-rtp' && rid !== undefined) layers.push({ rid, bits: targetBitrate });
  }
  const highest = layers.toSorted((a, b) => a.rid.localeCompare(b.rid)).findLastIndex(({ bits }) => bits > 0);
  return highest === -1 ? undefined : highest;
}
