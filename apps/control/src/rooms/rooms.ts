import type { Held, Journals, Leases, Snapshots } from '@rostrum/cluster';
import { KeyedQueue } from '@rostrum/lifecycle';
import {
  Fault,
  type NodeId,
  type ProgrammeId,
  type StandbyPolicy,
  toFault,
  type WebinarFacts,
  type WebinarId,
} from '@rostrum/protocol';
import { emptyRoom, type Phase, type RoomRecord, readRecord } from '@rostrum/room';
import type { Assets } from '../assets/assets.ts';
import { captionsOf } from '../caption-track.ts';
import { brandingOf } from '../store/branding.ts';
import type { WebinarRow } from '../store/tables.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { type Playback, webinarFacts } from '../webinar-facts.ts';
import { chatId } from './chat.ts';
import type { OriginClient } from './origin-client.ts';
import { type KeptPhase, Room, type RoomOptions } from './room.ts';
import type { RoomDeps } from './room-deps.ts';
import { type RoomLease, roomLease } from './room-lease.ts';

export interface RoomsOptions {
  readonly deps: Omit<RoomDeps, 'facts' | 'look' | 'snapshots' | 'chats' | 'lease' | 'standby'> & {
    /** Of webinars that do not say. */
    readonly standby: StandbyPolicy;
    readonly snapshots: Snapshots;
    readonly chats: Journals;
  };
  readonly leases: Leases;
  readonly webinars: WebinarStore;
  readonly playback: Playback;
  readonly origin: OriginClient;
  readonly recordings: ProgrammeRecordings;
  readonly assets: Assets;
  /** Another process has rooms. */
  readonly meet?: (holder: Held) => void;
}

/** What becomes of a programme that has ended. */
export interface ProgrammeRecordings {
  /** Has its recording made. */
  make(webinar: WebinarRow): Promise<void>;
  /** Removes what was kept of a programme that is to have none. */
  dropProgramme(id: ProgrammeId): Promise<void>;
}

/** Where a room is: here, or with the process that holds its lease. */
export type Whereabouts = { readonly room: Room } | { readonly heldBy: Held };

/** Another process has the room. */
class HeldElsewhere extends Error {
  readonly heldBy: Held;

  constructor(heldBy: Held) {
    super('the room is with another process');
    this.heldBy = heldBy;
  }
}

/** How often rooms are looked for whose owner is gone. */
const adoptEveryMs = 500;
/** Those who look in the same moment share what there is. */
const adoptSpreadMs = 200;
/** How long a room without anybody is kept. */
const idleMs = 60_000;
/** Pages are told the webinar's facts anew this often: the programme's address has a token that ends. */
const renewEveryMs = 10 * 60_000;

/** The rooms that this process owns; each has a queue of its own. */
export class Rooms {
  readonly #options: RoomsOptions;
  readonly #queue = new KeyedQueue<WebinarId>();
  readonly #rooms = new Map<WebinarId, Promise<Room>>();
  readonly #sweep: { cancel(): void };
  readonly #renewal: { cancel(): void };
  readonly #adoption: { cancel(): void };
  #isAdopting = false;

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#sweep = options.deps.clock.every(idleMs, () => void this.#releaseIdle());
    this.#renewal = options.deps.clock.every(renewEveryMs, () => void this.#renew());
    this.#adoption = options.deps.clock.every(adoptEveryMs, () => void this.#adoptOrphans());
  }

  /**
   * The room, when this process has it or may take it; else who has it.
   * @param over the epoch of an owner that is known to be dead
   * @throws Fault WEBINAR_NOT_FOUND, REDIS_UNAVAILABLE
   */
  async find(id: WebinarId, { over }: { over?: number | undefined } = {}): Promise<Whereabouts> {
    try {
      const room = await this.#get(id, over);
      await room.core.deps.lease.assertHeld(); // This process may have slept, and not know yet.
      return { room };
    } catch (error) {
      if (error instanceof HeldElsewhere) return { heldBy: error.heldBy };
      if (toFault(error).code === 'LEASE_LOST' && !this.#rooms.has(id)) return this.find(id);
      throw error;
    }
  }

  /** @throws Fault WEBINAR_NOT_FOUND, REDIS_UNAVAILABLE, or LEASE_LOST when another process has it */
  async get(id: WebinarId): Promise<Room> {
    const found = await this.find(id);
    if ('room' in found) return found.room;
    throw new Fault('LEASE_LOST', { detail: `lease ${found.heldBy.epoch} has ${id}` });
  }

  /** Who has it, without taking it. @throws Fault REDIS_UNAVAILABLE */
  async look(id: WebinarId): Promise<Whereabouts | undefined> {
    const room = await this.#rooms.get(id)?.catch(() => undefined); // It never opened, and whoever asked knows.
    if (room) return { room };
    const heldBy = await this.#options.leases.look(id);
    return heldBy && { heldBy };
  }

  /** Another process has taken the room. */
  handleLost(id: WebinarId): void {
    const opening = this.#rooms.get(id);
    this.#rooms.delete(id);
    this.#options.deps.log.warn({ room: id }, 'room lost to another process');
    opening?.then(
      (room) => room.abandon(),
      () => undefined, // It never opened.
    );
  }

  /** The rooms that are open now. */
  async open(): Promise<Room[]> {
    const settled = await Promise.allSettled(this.#rooms.values());
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  /** Goes on with the webinars that were live when an earlier process stopped. */
  async resumeLive(): Promise<void> {
    const live = (await this.#options.webinars.list()).filter((row) => row.state === 'live');
    const opened = await Promise.allSettled(live.map((row) => this.find(row.id)));
    // One room that cannot go on must not keep the others, and all else, from starting.
    for (const one of opened) {
      if (one.status === 'rejected') this.#options.deps.log.error({ err: one.reason }, 'live room not resumed');
    }
  }

  /** The webinar's title or time was changed. */
  async refresh(id: WebinarId): Promise<void> {
    await (await this.#rooms.get(id))?.refresh();
  }

  /**
   * Runs what removes a webinar in its room's queue, so that it cannot go live meanwhile; then whoever is in the room is
   * told. Nothing happens to the room when `remove` fails.
   */
  remove(id: WebinarId, remove: () => Promise<void>): Promise<void> {
    const opening = this.#rooms.get(id);
    return this.#queue.run(id, async () => {
      await remove();
      const room = await opening?.catch(() => undefined); // It never opened.
      if (room) await this.#release(room, new Fault('WEBINAR_NOT_FOUND'));
    });
  }

  async each(run: (room: Room) => void): Promise<void> {
    for (const room of await this.open()) run(room);
  }

  /** For events of an SFU node that name a room. */
  async withRoom(id: WebinarId, epoch: number, run: (room: Room, nodeId: NodeId) => void): Promise<void> {
    const room = await this.#rooms.get(id)?.catch(() => undefined); // It never opened, and whoever asked knows.
    // Each node has an epoch of its own.
    const node = room?.core.record.nodes.find((one) => one.epoch === epoch);
    if (room && node) run(room, node.nodeId);
  }

  /** Hands every room over: its record is complete, and whoever asks next may have it at once. */
  async close(): Promise<void> {
    this.#sweep.cancel();
    this.#renewal.cancel();
    this.#adoption.cancel();
    const handOver = async (room: Room) => {
      room.close();
      await room.core.kept();
      await this.#options.leases.release(room.core.record.id, { open: true });
    };
    for (const one of await Promise.allSettled((await this.open()).map(handOver))) {
      if (one.status === 'rejected') this.#options.deps.log.debug({ code: one.reason.code }, 'room not handed over');
    }
    this.#rooms.clear();
  }

  #get(id: WebinarId, over: number | undefined): Promise<Room> {
    const known = this.#rooms.get(id);
    if (known) return known;
    // In the queue: the same room may just be let go.
    const opening = this.#queue.run(id, () => this.#open(id, over));
    this.#rooms.set(id, opening);
    opening.catch(() => {
      if (this.#rooms.get(id) === opening) this.#rooms.delete(id);
    });
    return opening;
  }

  async #open(id: WebinarId, over: number | undefined): Promise<Room> {
    const { leases, deps } = this.#options;
    const taken = await leases.acquire(id, over === undefined ? {} : { over });
    if ('heldBy' in taken) throw new HeldElsewhere(taken.heldBy);
    try {
      const room = await this.#openAs(id, roomLease(leases, id, taken.epoch));
      deps.log.info({ room: id, leaseEpoch: taken.epoch, life: leases.life }, 'room taken');
      return room;
    } catch (error) {
      const open = toFault(error).code !== 'WEBINAR_NOT_FOUND';
      await leases.release(id, { open }).catch(() => undefined); // It runs out.
      throw error;
    }
  }

  async #openAs(id: WebinarId, lease: RoomLease): Promise<Room> {
    const { deps, webinars, playback, origin } = this.#options;
    const row = await webinars.get(id);
    const kept = await this.#kept(id, lease.epoch);
    const look = this.#lookOf(id);
    const options: RoomOptions = {
      deps: {
        ...deps,
        lease,
        look,
        facts: async () => webinarFacts(await webinars.get(id), playback),
        standby: async () => (await webinars.get(id)).standby ?? deps.standby,
        epochs: {
          next: async (work) => {
            await lease.assertHeld(); // Who slept must not be the newest because of it.
            return deps.epochs.next(work);
          },
        },
      },
      run: (task) => this.#run(id, lease, task),
      keepPhase: async (phase) => {
        await lease.assertHeld(); // The database knows of no lease.
        return this.#keepPhase(id, phase);
      },
      record: async () => this.#options.recordings.make(await webinars.get(id)),
      originAccess: (programmeId, epoch) => origin.access(programmeId, epoch),
      endAtOrigin: (programmeId, epoch) => origin.end(programmeId, epoch),
      isPlaying: (programmeId, epoch) => origin.isPlaying(programmeId, epoch),
      dropProgramme: (programmeId) => this.#options.recordings.dropProgramme(programmeId),
    };
    const room = await Room.open(recordOf(row, kept), options);
    room.resume();
    return room;
  }

  /** In the room's queue, and in the name of its lease. */
  #run<T>(id: WebinarId, lease: RoomLease, task: () => Promise<T>): Promise<T> {
    return this.#queue.run(id, async () => {
      await lease.assertHeld();
      try {
        return await task();
      } catch (error) {
        if (toFault(error).code === 'LEASE_LOST') lease.lose();
        throw error;
      }
    });
  }

  /** Rooms whose owner is gone are gone on with, whether or not somebody asks for them. */
  async #adoptOrphans(): Promise<void> {
    if (this.#isAdopting) return;
    this.#isAdopting = true;
    const { leases, deps } = this.#options;
    try {
      const adopt = async (id: string) => {
        await new Promise<void>((resolve) => void deps.clock.after(Math.random() * adoptSpreadMs, resolve));
        await this.find(id as WebinarId).catch((error: Fault) => {
          deps.log.warn({ room: id, code: error.code }, 'room not adopted');
        });
      };
      const { orphans, holders } = await leases.survey();
      for (const holder of holders) this.#options.meet?.(holder);
      await Promise.all(orphans.map(adopt));
    } catch (error) {
      deps.log.debug({ code: toFault(error).code }, 'orphaned rooms not looked for');
    } finally {
      this.#isAdopting = false;
    }
  }

  #lookOf(id: WebinarId): RoomDeps['look'] {
    const { webinars, assets } = this.#options;
    return {
      branding: async () => brandingOf(await webinars.get(id)),
      captions: async () => captionsOf(await webinars.get(id)),
      picture: (use, asset) => assets.read({ webinarId: id, use, id: asset }),
    };
  }

  /** The record of the owner before, who cannot write it any more from here on. */
  async #kept(id: WebinarId, leaseEpoch: number): Promise<RoomRecord | undefined> {
    const text = await this.#options.deps.snapshots.claim(id, leaseEpoch);
    return text === null ? undefined : readRecord(text);
  }

  async #keepPhase(id: WebinarId, phase: KeptPhase): Promise<WebinarFacts> {
    const { webinars, playback } = this.#options;
    if (phase.name === 'live') {
      return webinarFacts(await webinars.wentLive(id, phase.programmeId, new Date(phase.startedAtMs)), playback);
    }
    return webinarFacts(await webinars.ended(id, new Date(phase.endedAtMs)), playback);
  }

  /** The next turn tries again what fails now, long before a token ends. */
  async #renew(): Promise<void> {
    const { log } = this.#options.deps;
    const rooms = (await this.open()).filter(({ core }) => core.record.phase.name !== 'scheduled');
    for (const room of rooms)
      await room.refresh().catch((error: Fault) => {
        log.warn({ room: room.core.record.id, code: error.code }, 'address not renewed');
      });
  }

  async #releaseIdle(): Promise<void> {
    for (const room of await this.open()) {
      if (!room.isIdle) continue;
      // Somebody may come before its turn in the queue does.
      await this.#queue.run(room.core.record.id, async () => {
        if (room.isIdle) await this.#release(room, new Fault('ROOM_CLOSED'));
      });
    }
  }

  /** Never fails: an SFU that is away closes the room by itself, and a snapshot expires. */
  async #release(room: Room, why: Fault): Promise<void> {
    const { id } = room.core.record;
    const { log, snapshots, chats } = this.#options.deps;
    this.#rooms.delete(id);
    await room.release(why).catch((error: Fault) => log.debug({ room: id, code: error.code }, 'router not closed'));
    log.info({ room: id, reason: why.code }, 'room closed');
    const isDeleted = why.code === 'WEBINAR_NOT_FOUND';
    await room.core.kept().catch(() => undefined); // Then there is nothing to forget.
    const forgotten = [
      isDeleted && Promise.all([chats.forget(chatId(id, 'stage')), chats.forget(chatId(id, 'public'))]),
      (isDeleted || !room.mustBeKept) && snapshots.forget(id),
      this.#options.leases.release(id, { open: false }),
    ];
    for (const one of await Promise.allSettled(forgotten)) {
      if (one.status === 'rejected') log.debug({ room: id, code: one.reason.code }, 'snapshot not removed');
    }
  }
}

/** The database has the last word on the phase: the owner before may have died between the two, or the record is older. */
function recordOf(row: WebinarRow, kept: RoomRecord | undefined): RoomRecord {
  if (kept?.phase.name === row.state) return kept;
  const phase = phaseOf(row);
  return kept ? { ...kept, phase } : emptyRoom(row.id, phase);
}

function phaseOf(row: WebinarRow): Phase {
  const programme = row.programmeId && row.liveAt ? { id: row.programmeId, startedAtMs: row.liveAt.getTime() } : null;
  switch (row.state) {
    case 'scheduled':
      return { name: 'scheduled' };
    case 'live':
      if (!programme) throw new Fault('INTERNAL', { detail: `${row.id} is live without a programme` });
      return {
        name: 'live',
        programmeId: programme.id,
        startedAtMs: programme.startedAtMs,
        recordsTracks: row.recordsTracks,
        placement: null,
      };
    case 'ended':
      return { name: 'ended', endedAtMs: row.endedAt?.getTime() ?? 0, programme };
    default:
      return row.state satisfies never;
  }
}
