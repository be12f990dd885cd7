import type { Fault, NodeId, ProgrammeId } from '@rostrum/protocol';
import {
  type ProgrammeConsumer,
  type ProgrammePlacement,
  programmeLayers,
  programmeMembers,
  type RoomRecord,
  trackLayers,
} from '@rostrum/room';
import type { RoomCore } from './room-core.ts';
import type { RoomDeps, SfuPeer } from './room-deps.ts';

export interface ProgrammeFeedOptions {
  readonly core: RoomCore;
  /** Makes a producer one that home can send on. */
  readonly bring: (producerId: string, nodeId: NodeId) => Promise<void>;
}

/** A consumer that the programme needs. */
interface Feed {
  readonly producerId: string;
  readonly spatialLayer: number;
  /** Not shown: its track is made of it. */
  readonly forTrack: boolean;
}

type Connected = ProgrammePlacement & { readonly transportId: string };

const isOf = ({ producerId, forTrack = false }: ProgrammeConsumer, feed: Feed): boolean =>
  producerId === feed.producerId && forTrack === feed.forTrack;

/** One for each producer on the stage, of the layer that its tile needs, and one more where its track needs a better one. */
function wantedFeeds(record: RoomRecord, canvas: RoomDeps['canvas']): Feed[] {
  const layers = programmeLayers(record, canvas);
  const shown = programmeMembers(record)
    .flatMap((member) => member.producers)
    .map(({ producerId }) => ({ producerId, spatialLayer: layers.get(producerId) ?? 0, forTrack: false }));
  const kept = Array.from(trackLayers(record), ([producerId, spatialLayer]) => ({
    ...{ producerId, spatialLayer, forTrack: true },
  }));
  return [...shown, ...kept];
}

/**
 * What the mixer gets of the stage: a plain transport from home's SFU to it, and the consumers on that. What there is of
 * it stands in the room's record. All methods run in the room's queue.
 */
export class ProgrammeFeed {
  readonly #core: RoomCore;
  readonly #bring: ProgrammeFeedOptions['bring'];

  constructor({ core, bring }: ProgrammeFeedOptions) {
    this.#core = core;
    this.#bring = bring;
  }

  /**
   * Opens what is lacking, and closes what is not wanted any more: who went backstage is not sent to the mixer.
   * @returns false when a stream that is wanted does not reach the mixer
   */
  async settle(programmeId: ProgrammeId, placement: ProgrammePlacement): Promise<boolean> {
    const connected = await this.#connected(programmeId, placement);
    const sfu = await this.#core.nodes.to(await this.#core.nodes.home());
    const wanted = wantedFeeds(this.#core.record, this.#core.deps.canvas);
    const gone = connected.consumers.filter((consumer) => !wanted.some((feed) => isOf(consumer, feed)));
    for (const { consumerId } of gone) await this.#close(sfu, consumerId);
    // All at once: after a mixer has died, everybody's picture is missing until the last of them is asked for.
    const fed = await Promise.all(wanted.map((feed) => this.#fed(sfu, connected, feed)));
    const consumers = fed.flatMap(({ consumer }) => consumer ?? []);
    const isChanged = gone.length > 0 || consumers.some((consumer) => !connected.consumers.includes(consumer));
    if (isChanged) this.#core.apply({ type: 'programmeFed', consumers });
    return fed.every(({ isAsWanted }) => isAsWanted);
  }

  /** Closes the transport, and with it the consumers. Nobody waits for that, and it never fails. */
  cut(transportId: string | null): void {
    const { home } = this.#core.record;
    if (transportId === null || home === null) return;
    this.#core.nodes
      .to(home)
      .then((sfu) => sfu.request('transport.close', { transportId }))
      .catch((error: Fault) => this.#core.log.debug({ code: error.code }, 'programme transport not closed'));
  }

  async #connected(programmeId: ProgrammeId, placement: ProgrammePlacement): Promise<Connected> {
    if (placement.transportId !== null) return { ...placement, transportId: placement.transportId };
    const { nodes, deps } = this.#core;
    const home = await nodes.home();
    const sfu = await nodes.to(home);
    const { id, local } = await sfu.request('transport.openPlain', { ...nodes.ref(home), remote: placement.rtp });
    try {
      const mixer = await deps.mixers.to(placement.mixerNodeId);
      const ref = { programmeId, epoch: placement.epoch, leaseEpoch: deps.lease.epoch };
      await mixer.request('programme.connect', { ...ref, remote: local });
    } catch (error) {
      this.cut(id); // The next try opens its own.
      throw error;
    }
    const connected = { ...placement, transportId: id, consumers: [] };
    this.#core.apply({ type: 'programmePlaced', placement: connected });
    return connected;
  }

  /** Never fails: one stream that cannot be had must not keep the others from the programme. */
  async #fed(
    sfu: SfuPeer,
    { transportId, consumers }: Connected,
    feed: Feed,
  ): Promise<{ consumer: ProgrammeConsumer | undefined; isAsWanted: boolean }> {
    const known = consumers.find((consumer) => isOf(consumer, feed));
    if (known?.spatialLayer === feed.spatialLayer) return { consumer: known, isAsWanted: true };
    try {
      const consumer = known
        ? await this.#relayer(sfu, known, feed.spatialLayer)
        : await this.#open(sfu, transportId, feed);
      return { consumer, isAsWanted: true };
    } catch (error) {
      this.#core.log.warn({ producer: feed.producerId, err: error }, 'programme consumer not as wanted');
      return { consumer: known, isAsWanted: false };
    }
  }

  async #open(sfu: SfuPeer, transportId: string, feed: Feed): Promise<ProgrammeConsumer> {
    const { producerId, spatialLayer, forTrack } = feed;
    await this.#bring(producerId, await this.#core.nodes.home());
    const { consumerId, rtpParameters } = await sfu.request('consumer.open', {
      transportId,
      producerId,
      paused: false,
      preferredLayers: { spatialLayer },
    });
    return { consumerId, producerId, rtpParameters, spatialLayer, ...(forTrack ? { forTrack } : {}) };
  }

  async #relayer(sfu: SfuPeer, consumer: ProgrammeConsumer, spatialLayer: number): Promise<ProgrammeConsumer> {
    await sfu.request('consumer.setPreferredLayers', { consumerId: consumer.consumerId, layers: { spatialLayer } });
    return { ...consumer, spatialLayer };
  }

  async #close(sfu: SfuPeer, consumerId: string): Promise<void> {
    await sfu.request('consumer.close', { consumerId }).catch((error: Fault) => {
      if (error.code !== 'CONSUMER_NOT_FOUND') throw error; // It ended with its producer.
    });
  }
}
