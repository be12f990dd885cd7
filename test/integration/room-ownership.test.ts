import type { Room } from '@rostrum/app-control/room';
import type { Seat } from '@rostrum/app-control/seats';
import { Fault, type ParticipantId, type Role } from '@rostrum/protocol';
import { may, memberOf } from '@rostrum/room';
import t, { type Test } from 'tap';
import { randoms } from '../support/randoms.ts';
import { startRedis } from '../support/redis.ts';
import { isAway, RoomsWorld, visitor } from '../support/rooms-world.ts';

t.setTimeout(120_000);
const seeds = (process.env.SEEDS ?? '1,2,3').split(',').map(Number);
const steps = 150;
const { url: redisUrl, process: redis } = await startRedis();
t.teardown(() => redis.stop());

/** What people were told has happened. Undefined: the answer was lost, so either is right. */
interface Told {
  readonly onStage: Map<ParticipantId, boolean | undefined>;
  readonly coHosts: Map<ParticipantId, boolean | undefined>;
  readonly hands: Map<ParticipantId, boolean | undefined>;
  locked: boolean | undefined;
  readonly lines: string[];
}

class Model {
  readonly world: RoomsWorld;
  readonly told: Told = { onStage: new Map(), coHosts: new Map(), hands: new Map(), locked: false, lines: [] };
  readonly people: { readonly id: ParticipantId; readonly role: Role; seat: Seat }[];
  readonly random: () => number;
  epoch = 0;
  kills = 0;
  sleeps = 0;
  acknowledged = 0;

  constructor(seed: number) {
    this.world = new RoomsWorld(redisUrl);
    this.random = randoms(seed);
    const roles: Role[] = ['host', 'presenter', 'presenter', 'presenter', 'viewer', 'viewer'];
    this.people = roles.map((role) => {
      const seat = visitor(role);
      return { id: seat.participantId, role, seat };
    });
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)] as T;
  }

  /** Says hello at any process, when the page's socket is not open any more. */
  async at(person: (typeof this.people)[number], room: Room): Promise<Seat> {
    if (room.core.seats.of(person.id) === person.seat && person.seat.socket.isOpen) return person.seat;
    person.seat = visitor(person.role, person.id);
    await room.attendance.hello(person.seat, { isWanted: true });
    return person.seat;
  }

  /** One request; `set` is told what its outcome says. */
  async ask(run: (room: Room) => Promise<unknown>, set: (isDone: boolean | undefined) => void): Promise<void> {
    try {
      const { room, control } = await this.world.room(this.pick(this.world.awake));
      await run(room);
      if (!control.isAlive) throw new Fault('LINK_CLOSED'); // Nobody heard the answer.
      set(true);
      this.acknowledged += 1;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      set(isAway(error) ? undefined : false);
    }
  }

  /** One thing that somebody does. */
  async act(): Promise<void> {
    const { told, people } = this;
    const [host] = people;
    const presenters = people.filter(({ role }) => role === 'presenter');
    const one = this.pick(people.filter(({ role }) => role !== 'viewer'));
    const viewer = this.pick(people.filter(({ role }) => role === 'viewer'));
    const presenter = this.pick(presenters);
    const mark =
      (map: Map<ParticipantId, boolean | undefined>, id: ParticipantId, to: boolean) => (isDone?: boolean) => {
        if (isDone !== false) map.set(id, isDone ? to : undefined);
      };
    const what = Math.floor(this.random() * 7);
    if (what <= 1)
      return this.ask(
        async (room) => room.join(await this.at(one, room), { name: one.role, rtpCapabilities: {} }),
        mark(told.onStage, one.id, true),
      );
    if (what === 2)
      return this.ask(
        async (room) => room.act(await this.at(one, room), 'present', ({ stage }, { id }) => stage.leave(id)),
        mark(told.onStage, one.id, false),
      );
    if (what === 3 && host) {
      const locked = this.random() < 0.5;
      return this.ask(
        async (room) =>
          room.act(await this.at(host, room), 'moderate', ({ moderation }) => moderation.setStageLocked(locked)),
        (isDone) => {
          if (isDone !== false) told.locked = isDone ? locked : undefined;
        },
      );
    }
    if (what === 4) {
      const actor = this.pick(people);
      const isTo = this.random() < 0.5;
      return this.ask(
        async (room) => {
          const seat = await this.at(actor, room);
          const request = { participantId: presenter.id, role: isTo ? ('co-host' as const) : ('presenter' as const) };
          await room.act(seat, 'set-role', ({ moderation }, person) => moderation.setRole(person, request));
          if (!may(actor.role, 'set-role')) throw new Error(`${actor.role} gave a right`);
        },
        mark(told.coHosts, presenter.id, isTo),
      );
    }
    if (what === 5)
      return this.ask(
        async (room) =>
          room.act(await this.at(viewer, room), 'raise-hand', ({ audience }) => audience.raiseHand(viewer.seat, 'V')),
        mark(told.hands, viewer.id, true),
      );
    const text = `line ${this.acknowledged} ${this.random()}`;
    return this.ask(
      async (room) => {
        const seat = await this.at(viewer, room);
        await room.actNow(seat, 'watch', ({ chat }) => chat.say(seat, { room: 'public', text, name: 'V' }));
      },
      (isDone) => {
        if (isDone) told.lines.push(text);
      },
    );
  }

  async trouble(): Promise<void> {
    const what = await this.world.trouble(this.random, this.epoch);
    if (what === 'killed') this.kills += 1;
    if (what === 'asleep') this.sleeps += 1;
  }

  /** The worst moment: somebody has just been told that it is done. */
  async dieAfterAnswer(): Promise<void> {
    if (this.world.awake.length < 3) await this.world.start();
    await this.act();
    const owner = this.world.owner(this.epoch);
    if (!owner) return;
    owner.kill();
    this.kills += 1;
  }

  /** Everything that must be so, as the owner's record says it now. */
  async check(t: Test): Promise<void> {
    const { room } = await this.world.room(this.pick(this.world.awake));
    const { record, deps } = room.core;
    const fail = (what: string) => t.fail(`${what}: ${JSON.stringify(record.members.map(({ id }) => id))}`);
    if (deps.lease.epoch < this.epoch) fail('an older epoch owns the room');
    this.epoch = deps.lease.epoch;
    const sure = this.world.controls.filter(
      ({ isAlive, leases }) => isAlive && leases.isSure(this.world.id, this.epoch),
    );
    if (sure.length !== 1) fail(`${sure.length} owners of epoch ${this.epoch}`);
    const ids = record.members.map(({ id }) => id);
    if (new Set(ids).size !== ids.length) fail('somebody is on the stage twice');
    const { told } = this;
    for (const [id, is] of told.onStage)
      if (is !== undefined && is !== (memberOf(record, id) !== undefined)) fail(`${id} on stage: told ${is}`);
    for (const [id, is] of told.coHosts)
      if (is !== undefined && is !== (record.grants[id] === 'co-host')) fail(`${id} co-host: told ${is}`);
    for (const [id, is] of told.hands)
      if (is && !record.hands.some((hand) => hand.participantId === id)) fail(`${id} hand is lost`);
    if (told.locked !== undefined && told.locked !== record.stageLocked) fail(`locked: told ${told.locked}`);
    const seat = visitor('viewer');
    const { chat } = await room.attendance.hello(seat, { isWanted: false });
    room.attendance.detach(seat.participantId, seat.socket);
    const lost = told.lines.slice(-50).filter((line) => chat.filter(({ text }) => text === line).length !== 1);
    if (lost.length > 0) fail(`lines lost or doubled: ${lost}`);
    // From here on the record is what is known.
    for (const id of told.onStage.keys()) told.onStage.set(id, memberOf(record, id) !== undefined);
    for (const id of told.coHosts.keys()) told.coHosts.set(id, record.grants[id] === 'co-host');
    told.locked = record.stageLocked;
  }
}

for (const seed of seeds) {
  t.test(`[seed ${seed}] whoever dies or sleeps: one owner, growing epochs, nothing lost or doubled`, async (t) => {
    const model = new Model(seed);
    t.teardown(() => model.world.close());
    for (let count = 0; count < 3; count += 1) await model.world.start();
    for (let step = 0; step < steps; step += 1) {
      // Several at once, and trouble in the middle of them.
      const acts = Array.from({ length: 1 + Math.floor(model.random() * 3) }, () => model.act());
      if (model.random() < 0.15) await model.trouble();
      await Promise.all(acts);
      if (model.random() < 0.05) await model.dieAfterAnswer();
      if (model.random() < 0.5) await model.check(t);
    }
    await model.check(t);
    t.ok(model.kills > 3 && model.sleeps > 1 && model.acknowledged > steps / 2);
    t.comment(`${model.acknowledged} acknowledged, ${model.kills} killed, ${model.sleeps} slept, epoch ${model.epoch}`);
  });
}
