import { type Fault, type NodeId, type ParticipantId, type ProgrammeId, toFault } from '@rostrum/protocol';
import type { Programme } from './programme.ts';
import type { RoomCore } from './room-core.ts';

export interface MediaLossesOptions {
  readonly core: RoomCore;
  readonly programme: Programme;
  /** Runs a task in the room's queue. */
  readonly enqueue: (task: () => Promise<void>) => void;
}

/** What a room does when a node that works for it dies, or comes back. Each method may be called at any time. */
export class MediaLosses {
  readonly #core: RoomCore;
  readonly #programme: Programme;
  readonly #enqueue: MediaLossesOptions['enqueue'];

  constructor({ core, programme, enqueue }: MediaLossesOptions) {
    this.#core = core;
    this.#programme = programme;
    this.#enqueue = enqueue;
  }

  /** The room's SFU node died, or the room's worker on it: media starts anew elsewhere, and everybody joins again. */
  handleSfuLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      if (this.#core.record.sfu?.nodeId === nodeId) await this.#moveMedia(nodeId, reason);
    });
  }

  /**
   * The link to the SFU was away for a moment, or this process was: the room is claimed again, so that the node keeps it.
   * A node that does not have it any more, or does not answer, has lost the media.
   */
  handleSfuBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      if (this.#core.record.sfu?.nodeId !== nodeId) return;
      try {
        const { isNew } = await (await this.#core.sfu()).request('room.open', {
          ...this.#core.sfuRef,
          leaseEpoch: this.#core.deps.lease.epoch,
        });
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

  /** Another SFU takes the room. While none is there, everybody is told all the same: their joining again asks for one. */
  async #moveMedia(nodeId: NodeId, reason: string): Promise<void> {
    this.#core.log.warn({ sfu: nodeId, reason }, 'media lost');
    const { members, prepared } = this.#core.record;
    const left = [...members.map((member) => member.id), ...(Object.keys(prepared) as ParticipantId[])];
    this.#core.apply({ type: 'sfuLost' });
    if (left.length > 0 || this.#core.record.phase.name === 'live') {
      await this.#core.sfu(nodeId).catch((error: Fault) => {
        this.#core.log.warn({ code: error.code, detail: error.message }, 'room not placed at once');
      });
    }
    for (const id of left) this.#core.emitTo(id, 'mediaLost', { reason });
    await this.#programme.keepInStep();
  }

  #replaceMixer(nodeId: NodeId, reason: string): void {
    this.#core.log.warn({ mixer: nodeId, reason }, 'mixer lost');
    this.#programme.replace(nodeId);
  }
}
