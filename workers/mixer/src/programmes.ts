import { type Child, type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import type { LinkPeer } from '@rostrum/link';
import { Fault, type mixerLink, type nothing, type ProgrammeId, type RequestOf } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import { type ProgrammeProcessOptions, startProgrammeProcess } from './programme-process.ts';
import { ProgrammeRun, type ProgrammeStats } from './programme-run.ts';
import { SpareProcess } from './spare-process.ts';

export type ControlPeer = LinkPeer<typeof mixerLink, typeof nothing>;
type Request<M extends keyof (typeof mixerLink)['methods']> = RequestOf<typeof mixerLink, M>;
interface ProgrammeRef {
  readonly programmeId: ProgrammeId;
  readonly epoch: number;
}
/** As control asks: in the name of its lease of the room. */
interface OwnerRef extends ProgrammeRef {
  readonly leaseEpoch: number;
}

/** A programme that no control process has spoken to for this long is ended. It outlives control's restart. */
const orphanMs = 5 * 60_000;

export interface ProgrammesOptions extends ProgrammeProcessOptions {
  readonly log: Log;
  readonly clock?: Clock;
}

interface Entry {
  readonly run: ProgrammeRun;
  /** The link that spoke of it last, and hears of its end. */
  owner: ControlPeer | undefined;
  /** The highest that asked. */
  leaseEpoch: number;
  orphan: Timer | undefined;
}

/** The programmes of this node, each in a process of its own. */
export class Programmes {
  readonly #options: ProgrammesOptions;
  readonly #clock: Clock;
  readonly #spare: SpareProcess<Child>;
  readonly #entries = new Map<ProgrammeId, Entry>();

  constructor(options: ProgrammesOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#spare = new SpareProcess({ start: () => startProgrammeProcess(options), clock: this.#clock });
  }

  get size(): number {
    return this.#entries.size;
  }

  *reports(): Generator<{ programmeId: ProgrammeId; stats: ProgrammeStats }> {
    for (const [programmeId, { run }] of this.#entries) if (run.stats) yield { programmeId, stats: run.stats };
  }

  /** The same epoch asked for twice is answered twice; a higher one takes the place of a run that is there. */
  async start(request: Request<'programme.start'>, owner: ControlPeer) {
    const { programmeId, epoch, leaseEpoch } = request;
    const known = this.#entries.get(programmeId);
    if (known) this.#assertOwner(known, request);
    if (known && known.run.epoch > epoch) throw new Fault('EPOCH_STALE');
    if (known && known.run.epoch === epoch) {
      this.#own(known, leaseEpoch, owner);
      return { rtp: await known.run.rtp };
    }
    if (known) {
      this.#forget(programmeId, known);
      void known.run.close(); // Nobody waits for it: the origin refuses what it still sends.
    }
    const run = ProgrammeRun.start(request, { ...this.#options, child: this.#spare.take() });
    const entry: Entry = { run, owner, leaseEpoch, orphan: undefined };
    this.#entries.set(programmeId, entry);
    void run.ended.then((reason) => this.#handleEnded(request, entry, reason));
    run.onStats((stats) => entry.owner?.emit('programme.stats', { programmeId, epoch, ...stats }));
    return { rtp: await run.rtp };
  }

  /** @throws Fault PROGRAMME_NOT_FOUND, LEASE_LOST or EPOCH_STALE */
  of(request: OwnerRef, owner: ControlPeer): ProgrammeRun {
    const { programmeId, epoch } = request;
    const entry = this.#entries.get(programmeId);
    if (!entry) throw new Fault('PROGRAMME_NOT_FOUND', { detail: programmeId });
    this.#assertOwner(entry, request);
    if (entry.run.epoch !== epoch) throw new Fault('EPOCH_STALE', { detail: `epoch ${entry.run.epoch} runs` });
    this.#own(entry, request.leaseEpoch, owner);
    return entry.run;
  }

  async stop(request: Request<'programme.stop'>, owner: ControlPeer) {
    const run = this.of(request, owner);
    const entry = this.#entries.get(request.programmeId);
    try {
      return await run.stop(request);
    } finally {
      if (entry) this.#forget(request.programmeId, entry);
      await run.close();
    }
  }

  /** A link is gone: its programmes wait for another. */
  drop(owner: ControlPeer): void {
    for (const [programmeId, entry] of this.#entries) {
      if (entry.owner !== owner) continue;
      entry.owner = undefined;
      entry.orphan = this.#clock.after(orphanMs, () => {
        this.#options.log.warn({ programme: programmeId }, 'orphaned programme ended');
        this.#forget(programmeId, entry);
        void entry.run.close();
      });
    }
  }

  async close(): Promise<void> {
    const entries = [...this.#entries];
    for (const [programmeId, entry] of entries) this.#forget(programmeId, entry);
    await Promise.all([this.#spare.close(), ...entries.map(([, { run }]) => run.close())]);
  }

  /** @throws Fault LEASE_LOST for a control process that slept while another took over */
  #assertOwner(entry: Entry, { leaseEpoch }: OwnerRef): void {
    if (entry.leaseEpoch > leaseEpoch) throw new Fault('LEASE_LOST', { detail: `lease ${entry.leaseEpoch} has it` });
  }

  #own(entry: Entry, leaseEpoch: number, owner: ControlPeer): void {
    entry.leaseEpoch = leaseEpoch;
    entry.owner = owner;
    entry.orphan?.cancel();
    entry.orphan = undefined;
  }

  #forget(programmeId: ProgrammeId, entry: Entry): void {
    entry.orphan?.cancel();
    if (this.#entries.get(programmeId) === entry) this.#entries.delete(programmeId);
  }

  /** A run that was let go ends in peace; any other end is a failure that the room must hear of. */
  #handleEnded({ programmeId, epoch }: ProgrammeRef, entry: Entry, reason: string): void {
    if (this.#entries.get(programmeId) !== entry) return;
    this.#forget(programmeId, entry);
    this.#options.log.error({ programme: programmeId, epoch, reason }, 'programme failed');
    entry.owner?.emit('programme.failed', { programmeId, epoch, reason: reason.slice(0, 1000) });
  }
}
