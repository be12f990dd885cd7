import type { Snapshots } from '@rostrum/cluster';
import { KeyedQueue } from '@rostrum/lifecycle';
import { Fault, type NodeId, type WebinarFacts, type WebinarId } from '@rostrum/protocol';
import { emptyRoom, type Phase, type RoomRecord, readRecord } from '@rostrum/room';
import type { Assets } from '../assets/assets.ts';
import { brandingOf } from '../store/branding.ts';
import type { WebinarRow } from '../store/tables.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { type Playback, webinarFacts } from '../webinar-facts.ts';
import type { OriginClient } from './origin-client.ts';
import { type KeptPhase, Room, type RoomOptions } from './room.ts';
import type { RoomDeps } from './room-core.ts';

export interface RoomsOptions {
  readonly deps: Omit<RoomDeps, 'facts' | 'look' | 'snapshots' | 'chats'> & {
    readonly snapshots: Snapshots;
    readonly chats: Snapshots;
  };
  readonly webinars: WebinarStore;
  readonly playback: Playback;
  readonly origin: OriginClient;
  readonly recordings: ProgrammeRecordings;
  readonly assets: Assets;
}

/** What becomes of a programme that has ended. */
export interface ProgrammeRecordings {
  /** Has its recording made. */
  make(webinar: WebinarRow): Promise<void>;
}

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

  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#sweep = options.deps.clock.every(idleMs, () => void this.#releaseIdle());
    this.#renewal = options.deps.clock.every(renewEveryMs, () => void this.#renew());
  }

  /** @throws Fault WEBINAR_NOT_FOUND */
  get(id: WebinarId): Promise<Room> {
    const known = this.#rooms.get(id);
    if (known) return known;
    // In the queue: the same room may just be let go.
    const opening = this.#queue.run(id, () => this.#open(id));
    this.#rooms.set(id, opening);
    opening.catch(() => this.#rooms.delete(id));
    return opening;
  }

  /** The rooms that are open now. */
  async open(): Promise<Room[]> {
    const settled = await Promise.allSettled(this.#rooms.values());
    return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  }

  /** Goes on with the webinars that were live when an earlier process stopped. */
  async resumeLive(): Promise<void> {
    const live = (await this.#options.webinars.list()).filter((row) => row.state === 'live');
    const opened = await Promise.allSettled(live.map((row) => this.get(row.id)));
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

  close(): void {
    this.#sweep.cancel();
    this.#renewal.cancel();
    for (const opening of this.#rooms.values()) {
      opening.then(
        (room) => room.close(),
        () => undefined, // It never opened.
      );
    }
  }

  async #open(id: WebinarId): Promise<Room> {
    const { deps, webinars, playback, origin } = this.#options;
    const row = await webinars.get(id);
    const kept = await this.#kept(id);
    const options: RoomOptions = {
      deps: { ...deps, facts: async () => webinarFacts(await webinars.get(id), playback), look: this.#lookOf(id) },
      run: (task) => this.#queue.run(id, task),
      keepPhase: (phase) => this.#keepPhase(id, phase),
      record: async () => this.#options.recordings.make(await webinars.get(id)),
      originAccess: (programmeId, epoch) => origin.access(programmeId, epoch),
      endAtOrigin: (programmeId, epoch) => origin.end(programmeId, epoch),
    };
    // The database has the last word on the phase: a snapshot may be lost, or older.
    const fresh = emptyRoom(id, phaseOf(row));
    const room = await Room.open(kept?.phase.name === row.state ? kept : fresh, options);
    room.resume();
    return room;
  }

  #lookOf(id: WebinarId): RoomDeps['look'] {
    const { webinars, assets } = this.#options;
    return {
      branding: async () => brandingOf(await webinars.get(id)),
      picture: (use, asset) => assets.read({ webinarId: id, use, id: asset }),
    };
  }

  async #kept(id: WebinarId): Promise<RoomRecord | undefined> {
    const { snapshots, log } = this.#options.deps;
    const text = await snapshots.load(id).catch((error: Fault) => {
      log.warn({ code: error.code, room: id }, 'room snapshot not read');
      return null;
    });
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
    const forgotten = [isDeleted && chats.forget(id), (isDeleted || !room.mustBeKept) && snapshots.forget(id)];
    for (const one of await Promise.allSettled(forgotten)) {
      if (one.status === 'rejected') log.debug({ room: id, code: one.reason.code }, 'snapshot not removed');
    }
  }
}

function phaseOf(row: WebinarRow): Phase {
  const programme = row.programmeId && row.liveAt ? { id: row.programmeId, startedAtMs: row.liveAt.getTime() } : null;
  switch (row.state) {
    case 'scheduled':
      return { name: 'scheduled' };
    case 'live':
      if (!programme) throw new Fault('INTERNAL', { detail: `${row.id} is live without a programme` });
      return { name: 'live', programmeId: programme.id, startedAtMs: programme.startedAtMs, placement: null };
    case 'ended':
      return { name: 'ended', endedAtMs: row.endedAt?.getTime() ?? 0, programme };
    default:
      return row.state satisfies never;
  }
}
