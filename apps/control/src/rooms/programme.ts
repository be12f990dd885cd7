import { Backoff, type Timer } from '@rostrum/lifecycle';
import { Fault, type NodeId, type ProgrammeId, type ProgrammeState, toFault } from '@rostrum/protocol';
import {
  type Phase,
  type ProgrammeConsumer,
  type ProgrammePlacement,
  place,
  programmeLayers,
  programmeMembers,
  programmeState,
  trackLayers,
} from '@rostrum/room';
import { ProgrammePictures } from './programme-pictures.ts';
import type { RoomCore } from './room-core.ts';
import type { SfuPeer } from './room-deps.ts';

export interface ProgrammeOptions {
  readonly core: RoomCore;
  /** Where the mixer sends its parts, and the token for it. */
  readonly originAccess: (programmeId: ProgrammeId, epoch: number) => Promise<{ url: string; token: string }>;
  /** Tells the origin that the programme is over, when no mixer can. */
  readonly endAtOrigin: (programmeId: ProgrammeId, epoch: number) => Promise<void>;
  /** Makes a producer one that home can send on. */
  readonly bring: (producerId: string, nodeId: NodeId) => Promise<void>;
  /** Runs a task in the room's queue. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

/** A consumer that the programme needs. */
interface Feed {
  readonly producerId: string;
  readonly spatialLayer: number;
  /** Not shown: its track is made of it. */
  readonly forTrack: boolean;
}

const isOf = ({ producerId, forTrack = false }: ProgrammeConsumer, feed: Feed): boolean =>
  producerId === feed.producerId && forTrack === feed.forTrack;

type Live = Extract<Phase, { name: 'live' }>;
/** The programme as the mixer knows it, in the name of the room's owner. */
interface MixerRef {
  readonly programmeId: ProgrammeId;
  readonly epoch: number;
  readonly leaseEpoch: number;
}

/**
 * Supervises a room's programme: the mixer's process is the instance that may die; this places a new one with the next
 * epoch, and keeps telling it what the room wants, beside the room's queue, in which all else runs.
 */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #core: RoomCore;
  readonly #pictures: ProgrammePictures;
  /** A mixer that has run for so long was well, whatever it died of: viewers do not wait for the next one. */
  readonly #waits = new Backoff({ firstMs: 100, maxMs: 5000, forgetAfterMs: 10_000 });
  readonly #stepWaits = new Backoff({ firstMs: 500, maxMs: 5000 });
  /** What the mixer was told last, as text; undefined when it must be told again. */
  #told: string | undefined;
  /** Of the programme whose mixer is being told. */
  #tellingEpoch: number | undefined;
  /** There is more to say than what is under way. */
  #mustTell = false;
  /** All that is wanted reaches the mixer. */
  #isFed = false;
  #retry: Timer | undefined;
  #stepRetry: Timer | undefined;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
    this.#core = options.core;
    this.#pictures = new ProgrammePictures(this.#core.deps.look, this.#core.log);
  }

  /** Starts the live programme on a mixer. @throws Fault MIXER_UNAVAILABLE */
  async place(avoid?: NodeId): Promise<void> {
    const live = this.#live();
    const { mixers, epochs, region, canvas, ladder } = this.#core.deps;
    const node = place(await mixers.nodes(), { region, avoid });
    if (!node) throw new Fault('MIXER_UNAVAILABLE', { detail: 'no node is announced' });
    const epoch = await epochs.next(`programme:${live.programmeId}`);
    const mixerNodeId = node.id;
    this.#pictures.forget();
    const mixer = await mixers.to(mixerNodeId);
    const { captions } = this.#core;
    const { rtp } = await mixer.request('programme.start', {
      programmeId: live.programmeId,
      epoch,
      leaseEpoch: this.#leaseEpoch,
      canvas,
      ladder: [...ladder],
      origin: await this.#options.originAccess(live.programmeId, epoch),
      state: this.#wanted(),
      ...(captions ? { captions } : {}),
    });
    this.#core.apply({
      type: 'programmePlaced',
      placement: { epoch, mixerNodeId, rtp, transportId: null, consumers: [] },
    });
    this.#core.log.info({ programme: live.programmeId, mixer: mixerNodeId, epoch }, 'programme placed');
    await this.keepInStep();
  }

  /**
   * Brings the SFU to what the room wants now; the mixer hears of it beside the queue. Never fails: what cannot be told now
   * is told again after a wait, and a mixer that does not know the programme is replaced.
   */
  async keepInStep(): Promise<void> {
    this.#stepRetry?.cancel();
    this.#stepRetry = undefined;
    try {
      await this.#sync();
    } catch (error) {
      this.#outOfStep(error);
    }
  }

  /** The SFU's part, when nothing has to be opened for it: whoever waits in the queue does not wait for a mixer. Never fails. */
  async feedNow(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name === 'live' && phase.placement && phase.placement.transportId !== null) await this.keepInStep();
  }

  /** The state alone, ahead of all that the SFU must do for it: a cut waits for nothing. What fails is told with the next step. */
  async tellNow(): Promise<void> {
    await this.#tell().catch((error: Fault) => this.#core.log.debug({ code: error.code }, 'mixer not told at once'));
  }

  /** Stops the timers. The programme goes on at its mixer. */
  close(): void {
    this.#retry?.cancel();
    this.#stepRetry?.cancel();
  }

  /** The transport, a consumer for each producer, layers, the state. */
  async #sync(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return;
    if (!(this.#core.record.home !== null || this.#core.record.members.length > 0)) return;
    const placement = await this.#connected(phase.programmeId, phase.placement);
    this.#isFed = await this.#feed(placement);
    this.#tellBeside();
    if (!this.#isFed) throw new Fault('SFU_UNAVAILABLE', { detail: 'some streams do not reach the mixer' });
  }

  /** A mixer has pictures to draw, and answers when it can: what waits in the room's queue does not wait for that. */
  #tellBeside(): void {
    this.#mustTell = true;
    const epoch = this.#placedEpoch;
    if (this.#tellingEpoch === epoch) return;
    this.#tellingEpoch = epoch;
    void this.#tellAll(epoch);
  }

  /** Never fails. A mixer that does not answer, and is replaced, holds up nothing of the next one, nor has a say in it. */
  async #tellAll(epoch: number | undefined): Promise<void> {
    const isCurrent = () => this.#placedEpoch === epoch;
    try {
      while (this.#mustTell && isCurrent() && !this.#core.isClosed) {
        this.#mustTell = false;
        await this.#tell();
      }
      if (this.#isFed && isCurrent()) this.#stepWaits.reset();
    } catch (error) {
      this.#options.enqueue(async () => {
        if (isCurrent()) this.#outOfStep(error);
      });
    } finally {
      if (this.#tellingEpoch === epoch) this.#tellingEpoch = undefined;
    }
  }

  get #placedEpoch(): number | undefined {
    const { phase } = this.#core.record;
    return phase.name === 'live' ? phase.placement?.epoch : undefined;
  }

  #outOfStep(error: unknown): void {
    const { code, message } = toFault(error);
    this.#core.log.warn({ code, detail: message }, 'programme not in step');
    if (this.#core.isClosed) return;
    if (code === 'LEASE_LOST') this.#core.deps.lease.lose();
    else if (code === 'PROGRAMME_NOT_FOUND') this.replace(undefined);
    else this.#stepLater();
  }

  #stepLater(): void {
    this.#stepRetry?.cancel();
    this.#stepRetry = this.#core.deps.clock.after(this.#stepWaits.next(), () => {
      this.#options.enqueue(() => this.keepInStep());
    });
  }

  /** After the mixer died, or could not be reached: the next one, after a wait that grows. */
  replace(avoid: NodeId | undefined): void {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || this.#retry) return;
    if (phase.placement) this.#letGo(phase.placement);
    const isFirst = this.#waits.isCalm();
    const nextMs = this.#waits.next();
    const waitMs = isFirst ? 0 : nextMs;
    this.#retry = this.#core.deps.clock.after(waitMs, () => {
      this.#retry = undefined;
      this.#options.enqueue(async () => {
        if (this.#core.record.phase.name !== 'live') return;
        await this.place(avoid).catch((error: Fault) => {
          this.#core.log.warn({ code: error.code, detail: error.message }, 'programme not placed');
          this.replace(undefined);
        });
      });
    });
  }

  /** The link to the mixer was away for a moment: claims the programme by telling it the state, or finds that it is gone. */
  async claim(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return;
    this.#told = undefined;
    this.#pictures.forget();
    try {
      await this.#tell();
    } catch (error) {
      const { code } = toFault(error);
      if (code === 'LEASE_LOST') return this.#core.deps.lease.lose();
      // Without Redis nobody knows where the mixer is, nor another one; it may well be running.
      if (code !== 'REDIS_UNAVAILABLE') {
        this.#core.log.warn({ mixer: phase.placement.mixerNodeId, code }, 'programme not claimed');
        return this.replace(phase.placement.mixerNodeId);
      }
    }
    await this.keepInStep();
  }

  /** Ends the programme for good: what is due is encoded, the origin is told, the SFU's transport is closed. */
  async stop(live: Live): Promise<void> {
    this.close();
    const { programmeId, placement } = live;
    if (!placement)
      return this.#options.endAtOrigin(programmeId, await this.#core.deps.epochs.next(`programme:${programmeId}`));
    const { mixerNodeId, epoch } = placement;
    try {
      const mixer = await this.#core.deps.mixers.to(mixerNodeId);
      const { durationSeconds } = await mixer.request('programme.stop', {
        programmeId,
        epoch,
        leaseEpoch: this.#leaseEpoch,
      });
      this.#core.log.info({ programme: programmeId, durationSeconds }, 'programme stopped');
    } catch (error) {
      this.#core.log.warn({ programme: programmeId, err: error }, 'mixer did not stop; ending at the origin');
      await this.#options.endAtOrigin(programmeId, epoch);
    }
    this.#closeTransport(placement.transportId);
  }

  get #leaseEpoch(): number {
    return this.#core.deps.lease.epoch;
  }

  #live(): Live {
    const { phase } = this.#core.record;
    if (phase.name !== 'live') throw new Fault('WEBINAR_NOT_LIVE');
    return phase;
  }

  #wanted(): ProgrammeState {
    const { record, facts, branding } = this.#core;
    return programmeState(record, { title: facts.title, branding });
  }

  async #connected(
    programmeId: ProgrammeId,
    placement: ProgrammePlacement,
  ): Promise<ProgrammePlacement & { transportId: string }> {
    if (placement.transportId !== null) return { ...placement, transportId: placement.transportId };
    const home = await this.#core.nodes.home();
    const sfu = await this.#core.nodes.to(home);
    const ref = this.#core.nodes.ref(home);
    const { id, local } = await sfu.request('transport.openPlain', { ...ref, remote: placement.rtp });
    try {
      const mixer = await this.#core.deps.mixers.to(placement.mixerNodeId);
      await mixer.request('programme.connect', {
        programmeId,
        epoch: placement.epoch,
        leaseEpoch: this.#leaseEpoch,
        remote: local,
      });
    } catch (error) {
      this.#closeTransport(id); // The next try opens its own.
      throw error;
    }
    const connected = { ...placement, transportId: id, consumers: [] };
    this.#core.apply({ type: 'programmePlaced', placement: connected });
    return connected;
  }

  /** One consumer for each producer on the stage, none for those backstage, of the layer that its tile needs. False when one is missing. */
  async #feed(placement: ProgrammePlacement & { transportId: string }): Promise<boolean> {
    const sfu = await this.#core.nodes.to(await this.#core.nodes.home());
    const members = programmeMembers(this.#core.record);
    const all = members.flatMap((member) => member.producers);
    const layers = programmeLayers(this.#core.record, this.#core.deps.canvas);
    const wanted: Feed[] = [
      ...all.map(({ producerId }) => ({ producerId, spatialLayer: layers.get(producerId) ?? 0, forTrack: false })),
      ...Array.from(trackLayers(this.#core.record), ([producerId, spatialLayer]) => ({
        ...{ producerId, spatialLayer, forTrack: true },
      })),
    ];
    const gone = placement.consumers.filter((consumer) => !wanted.some((feed) => isOf(consumer, feed)));
    for (const { consumerId } of gone) await this.#close(sfu, consumerId);
    // All at once: after a mixer has died, everybody's picture is missing until the last of them is asked for.
    const fed = await Promise.all(wanted.map((feed) => this.#fed(sfu, placement, feed)));
    const consumers = fed.flatMap(({ consumer }) => consumer ?? []);
    const isChanged = gone.length > 0 || consumers.some((consumer) => !placement.consumers.includes(consumer));
    if (isChanged) this.#core.apply({ type: 'programmeFed', consumers });
    return fed.every(({ isAsWanted }) => isAsWanted);
  }

  /** Never fails: one stream that cannot be had must not keep the others from the programme. */
  async #fed(
    sfu: SfuPeer,
    placement: ProgrammePlacement & { transportId: string },
    feed: Feed,
  ): Promise<{ consumer: ProgrammeConsumer | undefined; isAsWanted: boolean }> {
    const known = placement.consumers.find((consumer) => isOf(consumer, feed));
    if (known?.spatialLayer === feed.spatialLayer) return { consumer: known, isAsWanted: true };
    try {
      const consumer = known
        ? await this.#relayer(sfu, known, feed.spatialLayer)
        : await this.#open(sfu, placement, feed);
      return { consumer, isAsWanted: true };
    } catch (error) {
      this.#core.log.warn({ producer: feed.producerId, err: error }, 'programme consumer not as wanted');
      return { consumer: known, isAsWanted: false };
    }
  }

  async #open(
    sfu: SfuPeer,
    { transportId }: { transportId: string },
    { producerId, spatialLayer, forTrack }: Feed,
  ): Promise<ProgrammeConsumer> {
    await this.#options.bring(producerId, await this.#core.nodes.home());
    const { consumerId, rtpParameters } = await sfu.request('consumer.open', {
      transportId,
      producerId,
      paused: false,
      preferredLayers: { spatialLayer },
    });
    return { consumerId, producerId, rtpParameters, spatialLayer, ...(forTrack ? { forTrack } : {}) };
  }

  /** Who went backstage is not sent to the mixer any more. */
  async #close(sfu: SfuPeer, consumerId: string): Promise<void> {
    await sfu.request('consumer.close', { consumerId }).catch((error: Fault) => {
      if (error.code !== 'CONSUMER_NOT_FOUND') throw error; // It ended with its producer.
    });
  }

  async #relayer(sfu: SfuPeer, consumer: ProgrammeConsumer, spatialLayer: number): Promise<ProgrammeConsumer> {
    await sfu.request('consumer.setPreferredLayers', { consumerId: consumer.consumerId, layers: { spatialLayer } });
    return { ...consumer, spatialLayer };
  }

  async #tell(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return;
    const { mixerNodeId, epoch } = phase.placement;
    const ref = { programmeId: phase.programmeId, epoch, leaseEpoch: this.#leaseEpoch };
    // A picture goes before the state that names it; one that cannot be had now must not hold up the stage.
    const [pictures] = await Promise.allSettled([this.#bringPictures(mixerNodeId, ref)]);
    await this.#update(mixerNodeId, ref);
    if (pictures.status === 'rejected') throw pictures.reason;
  }

  async #bringPictures(mixerNodeId: NodeId, ref: MixerRef): Promise<void> {
    if (!this.#pictures.lacks(this.#core.branding)) return;
    const mixer = await this.#core.deps.mixers.to(mixerNodeId);
    await this.#pictures.bring(this.#core.branding, (picture) =>
      mixer.request('programme.asset', { ...ref, ...picture }),
    );
  }

  async #update(mixerNodeId: NodeId, ref: MixerRef): Promise<void> {
    const state = this.#wanted();
    const text = JSON.stringify({ ...state, revision: 0 });
    if (text === this.#told) return;
    const mixer = await this.#core.deps.mixers.to(mixerNodeId);
    await mixer.request('programme.update', { ...ref, state });
    if (this.#placedEpoch === ref.epoch) this.#told = text;
  }

  #letGo(placement: ProgrammePlacement): void {
    this.#core.apply({ type: 'programmeLost' });
    this.#told = undefined;
    this.#closeTransport(placement.transportId);
  }

  #closeTransport(transportId: string | null): void {
    const { home } = this.#core.record;
    if (transportId === null || home === null) return;
    this.#core.nodes
      .to(home)
      .then((sfu) => sfu.request('transport.close', { transportId }))
      .catch((error: Fault) => this.#core.log.debug({ code: error.code }, 'programme transport not closed'));
  }
}
