import { Fault, type NodeId, newId, type ProgrammeId, toFault } from '@rostrum/protocol';
import { emptyRoom, type MixerDrill, place, programmeState } from '@rostrum/room';
import type { ProgrammeOptions } from './programme.ts';
import type { RoomCore } from './room-core.ts';

export interface RehearsalProgrammeOptions extends Pick<ProgrammeOptions, 'originAccess' | 'endAtOrigin'> {
  readonly core: RoomCore;
  /** Whether a part that this epoch has made can be played. */
  readonly isPlaying: (programmeId: ProgrammeId, epoch: number) => Promise<boolean>;
  /** Removes what was kept of it. */
  readonly dropProgramme: (programmeId: ProgrammeId) => Promise<void>;
}

const lookEveryMs = 100;
const giveUpMs = 15_000;

/**
 * A programme that nobody watches, with an id of its own: it is started on one mixer and taken over by another, as a live
 * one would be. Nothing of the room knows of it. Never fails: what does not work is what was asked.
 */
export async function rehearseProgramme(options: RehearsalProgrammeOptions): Promise<MixerDrill> {
  const { core, endAtOrigin, dropProgramme } = options;
  const nodes = await core.deps.mixers.nodes();
  const mixers = nodes.filter(({ draining }) => !draining).length;
  const programmeId = newId('programme');
  const trial = new Trial(programmeId, options);
  const [startedMs, first] = await trial.begin();
  const [backMs] = first === undefined ? [null] : await trial.begin(first);
  try {
    const isOver = await trial.end();
    if (!isOver) await endAtOrigin(programmeId, await core.deps.epochs.next(`programme:${programmeId}`));
    await dropProgramme(programmeId);
  } catch (error) {
    const { code } = toFault(error);
    core.log.warn({ programme: programmeId, code }, 'rehearsal not cleared away');
  }
  return { mixers, startedMs, backMs };
}

class Trial {
  readonly #programmeId: ProgrammeId;
  readonly #options: RehearsalProgrammeOptions;
  #running: { readonly nodeId: NodeId; readonly epoch: number } | undefined;

  constructor(programmeId: ProgrammeId, options: RehearsalProgrammeOptions) {
    this.#programmeId = programmeId;
    this.#options = options;
  }

  /** On the best mixer; answers after how long its parts are there, and where it runs. */
  async begin(avoid?: NodeId): Promise<[afterMs: number | null, nodeId?: NodeId]> {
    const { core, originAccess } = this.#options;
    const { mixers, epochs, region, canvas, ladder, lease, clock } = core.deps;
    const startedAtMs = clock.monotonic();
    try {
      const node = place(await mixers.nodes(), { region, avoid });
      if (!node) throw new Fault('MIXER_UNAVAILABLE', { detail: 'no node is announced' });
      const epoch = await epochs.next(`programme:${this.#programmeId}`);
      const nobody = emptyRoom(core.record.id, { name: 'scheduled' });
      await (await mixers.to(node.id)).request('programme.start', {
        programmeId: this.#programmeId,
        epoch,
        leaseEpoch: lease.epoch,
        canvas,
        ladder: [...ladder],
        origin: await originAccess(this.#programmeId, epoch),
        state: programmeState(nobody, { title: core.facts.title, branding: core.branding }),
      });
      const before = this.#running;
      this.#running = { nodeId: node.id, epoch };
      const isThere = await this.#arrives(epoch);
      const afterMs = Math.round(clock.monotonic() - startedAtMs);
      if (before) await this.#stop(before);
      return isThere ? [afterMs, node.id] : [null, node.id];
    } catch (error) {
      const { code, message } = toFault(error);
      core.log.warn({ code, detail: message }, 'rehearsed programme not started');
      return [null];
    }
  }

  /** @returns whether the mixer has ended it at the origin, too */
  async end(): Promise<boolean> {
    return this.#running !== undefined && this.#stop(this.#running);
  }

  async #arrives(epoch: number): Promise<boolean> {
    const { clock } = this.#options.core.deps;
    const giveUpAtMs = clock.monotonic() + giveUpMs;
    while (clock.monotonic() < giveUpAtMs) {
      if (await this.#options.isPlaying(this.#programmeId, epoch)) return true;
      await new Promise<void>((resolve) => void clock.after(lookEveryMs, resolve));
    }
    return false;
  }

  /** One that was taken over from has ended by itself, or does so now. */
  async #stop({ nodeId, epoch }: { nodeId: NodeId; epoch: number }): Promise<boolean> {
    const { mixers, lease } = this.#options.core.deps;
    const ref = { programmeId: this.#programmeId, epoch, leaseEpoch: lease.epoch };
    try {
      await (await mixers.to(nodeId)).request('programme.stop', ref);
      return true;
    } catch (error) {
      const { code } = toFault(error);
      this.#options.core.log.debug({ mixer: nodeId, code }, 'rehearsed programme not stopped');
      return false;
    }
  }
}
