import { type NodeId, type ParticipantId, type ProgrammeId, toFault } from '@rostrum/protocol';
import { type Member, nodeOf, type RoomNode } from '@rostrum/room';
import type { Programme } from './programme.ts';
import type { RoomCore } from './room-core.ts';
import type { Spares } from './spares.ts';
import type { Stage } from './stage.ts';

export interface MediaLossesOptions {
  readonly core: RoomCore;
  readonly stage: Stage;
  readonly spares: Spares;
  readonly programme: Programme;
  /** Runs a task in the room's queue. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

interface Loss {
  readonly lost: RoomNode;
  /** Who was on it. */
  readonly members: readonly Member[];
  /** Who had something prepared there, and is not on the stage. */
  readonly waiting: readonly string[];
  readonly reason: string;
}

/** What a room does when a node that works for it dies, or comes back. Each method may be called at any time. */
export class MediaLosses {
  readonly #core: RoomCore;
  readonly #stage: Stage;
  readonly #spares: Spares;
  readonly #programme: Programme;
  readonly #enqueue: MediaLossesOptions['enqueue'];

  constructor({ core, stage, spares, programme, enqueue }: MediaLossesOptions) {
    this.#core = core;
    this.#stage = stage;
    this.#spares = spares;
    this.#programme = programme;
    this.#enqueue = enqueue;
  }

  /** One of the room's SFU nodes died, or the room's worker on it: who was on it goes on at another. */
  handleSfuLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      if (nodeOf(this.#core.record, nodeId)) await this.#moveMedia(nodeId, reason);
    });
  }

  /** The node is about to end, and still works: who is on it goes on at another. Settles when it has let go of the room. */
  handleSfuDraining(nodeId: NodeId): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#enqueue(async () => {
      const { record } = this.#core;
      try {
        if (!nodeOf(record, nodeId)) return;
        const ref = this.#core.nodes.ref(nodeId);
        await this.#moveMedia(nodeId, 'the media server is about to end');
        await (await this.#core.nodes.to(nodeId)).request('room.close', ref);
      } finally {
        resolve();
      }
    });
    return promise;
  }

  /** A rehearsal: all that the room has on the node ends at once, as if it had died. Settles when others have taken over. */
  rehearse(nodeId: NodeId): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#enqueue(async () => {
      try {
        if (nodeOf(this.#core.record, nodeId)) {
          const ref = this.#core.nodes.ref(nodeId);
          await (await this.#core.nodes.to(nodeId)).request('room.close', ref);
          await this.#moveMedia(nodeId, 'a rehearsal');
        }
        resolve();
      } catch (error) {
        reject(error);
      }
    });
    return promise;
  }

  /**
   * The link to the SFU was away for a moment, or this process was: the room is claimed again, so that the node keeps it.
   * A node that does not have it any more, or does not answer, has lost the media.
   */
  handleSfuBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      if (!nodeOf(this.#core.record, nodeId)) return;
      try {
        const { isNew } = await this.#core.nodes.claim(nodeId);
        if (isNew) return await this.#moveMedia(nodeId, 'the media server has started anew');
      } catch (error) {
        const { code } = toFault(error);
        // Without Redis nobody knows where the node is, nor another one; the media may well flow.
        if (code === 'REDIS_UNAVAILABLE' || code === 'LEASE_LOST') throw error;
        return await this.#moveMedia(nodeId, `the media server was not reached: ${code}`);
      }
      await this.#programme.keepInStep();
    });
  }

  handleMixerLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      const { phase } = this.#core.record;
      if (phase.name === 'live' && phase.placement?.mixerNodeId === nodeId) this.#replaceMixer(nodeId, reason);
    });
  }

  /** One programme's process died; its node may be well, and is tried last. */
  handleProgrammeFailed(failed: { nodeId: NodeId; programmeId: ProgrammeId; epoch: number; reason: string }): void {
    this.#enqueue(async () => {
      const { phase } = this.#core.record;
      if (phase.name !== 'live' || phase.programmeId !== failed.programmeId) return;
      if (phase.placement?.epoch === failed.epoch) this.#replaceMixer(failed.nodeId, failed.reason);
    });
  }

  handleMixerBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      const { phase } = this.#core.record;
      if (phase.name !== 'live' || phase.placement?.mixerNodeId !== nodeId) return;
      await this.#programme.claim();
    });
  }

  /**
   * Another node takes over: one that has the room already, where there is one. While none is there, everybody is told all
   * the same: their joining again asks for one.
   */
  async #moveMedia(nodeId: NodeId, reason: string): Promise<void> {
    const { record } = this.#core;
    const lost = nodeOf(record, nodeId);
    if (!lost) return;
    this.#core.log.warn({ sfu: nodeId, reason }, 'media lost');
    const members = record.members.filter(({ media }) => media?.nodeId === nodeId);
    const waiting = Object.entries(record.prepared).filter(([, media]) => media.nodeId === nodeId);
    const lostIds = new Set(members.flatMap(({ producers }) => producers.map((one) => one.producerId)));
    // Whoever was there gets new transports, with all that there is.
    this.#stage.consumers.tellClosed(lostIds, { notAt: nodeId });
    // Pages hear where they go on before anything else, and meanwhile show everybody as they were.
    const wentOn = await this.#core.quietly(() =>
      this.#sendOn({ lost, members, reason, waiting: waiting.map(([id]) => id) }),
    );
    if (wentOn) await this.#stage.consumers.offerMissing();
    await this.#stage.cascade.settle();
    await this.#programme.keepInStep();
  }

  /** @returns whether somebody sends again already, at a node that waited */
  async #sendOn({ lost, members, reason, waiting }: Loss): Promise<boolean> {
    const { record } = this.#core;
    this.#core.apply({ type: 'nodeLost', nodeId: lost.nodeId });
    const isMissed = members.length > 0 || record.home === lost.nodeId;
    const next =
      isMissed && (record.members.length > 0 || record.phase.name === 'live')
        ? await this.#replace(lost, members.length)
        : [];
    const going = members.map((member, index) => ({ member, nodeId: next[index] ?? null }));
    const taken = await this.#spares.takeOver(going);
    const others = going.filter(({ member }) => !taken.has(member.id));
    const moved = await Promise.all(others.map(({ member, nodeId: to }) => this.#move(member, to)));
    const left = [...others.filter((_other, index) => !moved[index]).map(({ member }) => member.id), ...waiting];
    for (const id of left) this.#core.emitTo(id as ParticipantId, 'mediaLost', { reason });
    return taken.size > 0;
  }

  async #replace(lost: RoomNode, people: number): Promise<readonly NodeId[]> {
    try {
      return await this.#core.nodes.replacing(lost, people);
    } catch (error) {
      const { code, message } = toFault(error);
      this.#core.log.warn({ code, detail: message }, 'room not placed at once');
      return [];
    }
  }

  /** False: they must join again by themselves. */
  async #move({ id, media }: Member, nodeId: NodeId | null): Promise<boolean> {
    // Whoever is not there now hears of no transports.
    if (nodeId === null || media?.kind !== 'webrtc' || !this.#core.seats.of(id)) return false;
    try {
      await this.#stage.move(id, { nodeId, rtpCapabilities: media.rtpCapabilities });
      return true;
    } catch (err) {
      this.#core.log.warn({ participant: id, sfu: nodeId, err }, 'media not moved');
      return false;
    }
  }

  #replaceMixer(nodeId: NodeId, reason: string): void {
    this.#core.log.warn({ mixer: nodeId, reason }, 'mixer lost');
    this.#programme.replace(nodeId);
  }
}
