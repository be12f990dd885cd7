import { ExpectedLoads } from '@rostrum/app-control/expected-loads';
import type { Room } from '@rostrum/app-control/room';
import type { RoomDeps } from '@rostrum/app-control/room-deps';
import { Rooms, type RoomsOptions } from '@rostrum/app-control/rooms';
import type { Seat } from '@rostrum/app-control/seats';
import { Epochs, Journals, Leases, RedisConnection, Snapshots } from '@rostrum/cluster';
import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { defaultBranding, Fault, type NodeId, newId, type Role, type WebinarId } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import { type ControlPeer, RoomOwners } from '@rostrum/worker-sfu/room-owners';

const leaseMs = 240;
const writeMs = 4;

/** A media node in memory, which obeys whoever owns a room, by the same rule as a real one. */
class MemorySfu {
  readonly owners = new RoomOwners(() => undefined);
  readonly #rooms = new Map<string, number>();
  readonly #transports = new Map<string, WebinarId>();
  #made = 0;

  link(life: string, isAlive: () => boolean): RoomDeps['sfus'] {
    const id = 'sfu-1' as NodeId;
    const node = { id, kind: 'sfu', region: 'local', linkUrl: 'ws://nowhere', version: '0', load: 0, draining: false };
    const peer = { life } as unknown as ControlPeer;
    const request = async (method: string, data: Record<string, unknown>) => {
      await new Promise((resolve) => setImmediate(resolve));
      if (!isAlive()) throw new Fault('LINK_CLOSED', { detail: life });
      return this.#answer(method, data, { life, peer });
    };
    return {
      nodes: async () => [node],
      to: async () => ({ request }),
      doubt: () => undefined,
    } as unknown as RoomDeps['sfus'];
  }

  #answer(method: string, data: Record<string, unknown>, caller: { life: string; peer: ControlPeer }): unknown {
    const roomId = (data.roomId ?? this.#transports.get(String(data.transportId))) as WebinarId | undefined;
    if (method === 'room.open' && roomId) {
      this.owners.claim(roomId, { ...caller, leaseEpoch: Number(data.leaseEpoch) });
      const isNew = this.#rooms.get(roomId) !== data.epoch;
      this.#rooms.set(roomId, Number(data.epoch));
      return { rtpCapabilities: {}, isNew };
    }
    if (roomId) this.owners.assertOwner(roomId, caller);
    this.#made += 1;
    if (method === 'producer.open') return { producerId: `producer-${this.#made}` };
    if (method === 'consumer.open') {
      const facts = { kind: 'audio', rtpParameters: { codecs: [] }, producerPaused: false };
      return { consumerId: `consumer-${this.#made}`, ...facts };
    }
    if (method !== 'transport.openWebRtc' || !roomId) return {};
    const id = `transport-${this.#made}`;
    this.#transports.set(id, roomId);
    const dtlsParameters = { fingerprints: [{ algorithm: 'sha-256', value: 'f' }] };
    return { id, iceParameters: { usernameFragment: 'u', password: 'p' }, iceCandidates: [], dtlsParameters };
  }
}

/** The rooms of one control process, as far as they need no network: it can be killed, or sleep. */
export class MemoryControl {
  readonly life = newId('participant');
  readonly rooms: Rooms;
  readonly leases: Leases;
  readonly #redis: RedisConnection;
  readonly #timers = new Set<Timer>();
  isAlive = true;
  /** Its timers stand still, so its leases run out; what comes in late still comes in. */
  isAsleep = false;

  private constructor(redis: RedisConnection, world: RoomsWorld, node: string) {
    this.#redis = redis;
    const clock: Clock = {
      ...systemClock,
      every: (ms, run) => this.#keep(systemClock.every(ms, () => void (!this.isAsleep && run()))),
      after: (ms, run) => this.#keep(systemClock.after(ms, run)),
    };
    const holder = { node, life: this.life, url: `http://${node}` };
    const onLost = (id: string) => this.rooms.handleLost(id as WebinarId);
    this.leases = new Leases(redis, { kind: 'room', holder, onLost, clock, leaseMs });
    const keepMs = 60_000;
    this.rooms = new Rooms({
      deps: {
        sfus: world.sfu.link(this.life, () => this.isAlive),
        mixers: {
          nodes: async () => [],
          to: () => Promise.reject(new Fault('MIXER_UNAVAILABLE')),
          doubt: () => undefined,
        },
        epochs: new Epochs(redis),
        snapshots: this.#farAway(new Snapshots(redis, { kind: 'room', keepMs })),
        chats: new Journals(redis, { kind: 'chat', keepMs, length: 100 }),
        timelines: { put: async () => undefined },
        clock,
        region: 'local',
        distances: new Map(),
        standby: 'off',
        loads: new ExpectedLoads(clock),
        canvas: { width: 1280, height: 720, frameRate: 30 },
        emptyStageMs: 0,
        ladder: [],
        log: createLogger('model', 'silent'),
      },
      leases: this.leases,
      webinars: { get: async () => world.row, list: async () => [] } as unknown as RoomsOptions['webinars'],
      playback: { url: async () => 'http://nowhere' } as unknown as RoomsOptions['playback'],
      origin: {} as RoomsOptions['origin'],
      recordings: { make: async () => undefined, dropProgramme: async () => undefined },
      assets: {} as RoomsOptions['assets'],
    });
  }

  static async open(world: RoomsWorld, node: string): Promise<MemoryControl> {
    return new MemoryControl(await RedisConnection.open(world.redisUrl, () => undefined), world, node);
  }

  /** At once, with whatever it was doing. Nothing that it still tries reaches anything. */
  kill(): void {
    this.isAlive = false;
    for (const timer of this.#timers) timer.cancel();
    this.#redis.close();
  }

  /** A write takes a while to get there, and none gets there from the dead. */
  #farAway(snapshots: Snapshots): Snapshots {
    const save: Snapshots['save'] = async (...args) => {
      await new Promise((resolve) => setTimeout(resolve, writeMs));
      if (!this.isAlive) throw new Fault('REDIS_UNAVAILABLE');
      return snapshots.save(...args);
    };
    return Object.assign(Object.create(snapshots), {
      save,
      claim: snapshots.claim.bind(snapshots),
      forget: snapshots.forget.bind(snapshots),
    });
  }

  #keep(timer: Timer): Timer {
    if (this.isAlive) this.#timers.add(timer);
    else timer.cancel();
    return timer;
  }

  async close(): Promise<void> {
    if (!this.isAlive) return;
    await this.rooms.close();
    this.kill();
  }
}

/** Control processes without their network, over a real Redis, and one media node in memory. */
export class RoomsWorld {
  readonly redisUrl: string;
  readonly sfu = new MemorySfu();
  readonly id = newId('webinar');
  readonly controls: MemoryControl[] = [];
  readonly row;
  #started = 0;

  constructor(redisUrl: string) {
    this.redisUrl = redisUrl;
    const nothing = { programmeId: null, liveAt: null, endedAt: null, deletedAt: null, retention: null };
    const text = { title: 'Model', description: '', timeZone: 'UTC', captionLanguage: 'en', state: 'scheduled' };
    const now = new Date();
    this.row = { id: this.id, ...text, ...nothing, startsAt: now, createdAt: now, branding: defaultBranding };
  }

  async start(): Promise<MemoryControl> {
    this.#started += 1;
    const control = await MemoryControl.open(this, `control-${this.#started}`);
    this.controls.push(control);
    return control;
  }

  get awake(): MemoryControl[] {
    return this.controls.filter(({ isAlive, isAsleep }) => isAlive && !isAsleep);
  }

  /** Of those that are awake, the one that owns the room. */
  owner(epoch: number): MemoryControl | undefined {
    return this.awake.find(({ leases }) => leases.holds(this.id, epoch));
  }

  /** A process dies, sleeps or wakes. There are always two more that are awake. */
  async trouble(random: () => number, epoch: number): Promise<'killed' | 'asleep' | 'woken'> {
    const asleep = this.controls.find(({ isAlive, isAsleep }) => isAlive && isAsleep);
    if (asleep && random() < 0.6) {
      asleep.isAsleep = false;
      return 'woken';
    }
    if (this.awake.length < 3) await this.start();
    // Mostly the owner: the others have nothing to lose.
    const owner = this.owner(epoch);
    const victim = owner && random() < 0.8 ? owner : this.awake[Math.floor(random() * this.awake.length)];
    if (random() < 0.6) {
      victim?.kill();
      return 'killed';
    }
    if (victim) victim.isAsleep = true;
    return 'asleep';
  }

  /** The room, through whichever process is asked, as a forwarded socket gets there. */
  async room(through: MemoryControl): Promise<{ room: Room; control: MemoryControl }> {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const found = await through.rooms.find(this.id);
      if ('room' in found) return { room: found.room, control: through };
      const owner = this.controls.find(({ life, isAlive }) => isAlive && life === found.heldBy.life);
      const there = owner && !owner.isAsleep ? await owner.rooms.find(this.id) : undefined;
      if (owner && there && 'room' in there) return { room: there.room, control: owner };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('nobody has the room');
  }

  async close(): Promise<void> {
    for (const control of this.controls) await control.close();
    this.sfu.owners.close();
  }
}

/** Faults of a process that went away: the page tries again elsewhere. */
export const isAway = ({ code }: Fault): boolean =>
  ['LEASE_LOST', 'LINK_CLOSED', 'ROOM_CLOSED', 'REDIS_UNAVAILABLE', 'SESSION_REPLACED', 'SFU_UNAVAILABLE'].includes(
    code,
  );

/** Somebody with a page. */
export function visitor(role: Role, participantId = newId('participant')): Seat {
  let isOpen = true;
  return {
    participantId,
    role,
    plain: false,
    name: role,
    socket: {
      get isOpen() {
        return isOpen;
      },
      emit: () => undefined,
      closeWith: () => {
        isOpen = false;
      },
    },
  };
}
