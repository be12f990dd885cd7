import type { Room } from '@rostrum/app-control/room';
import type { Seat } from '@rostrum/app-control/seats';
import { Fault, type ParticipantId, type RtpParameters } from '@rostrum/protocol';
import t from 'tap';
import { breaches, type Deed, deeds, PersonModel, standingIn } from '../support/people-model.ts';
import { randoms } from '../support/randoms.ts';
import { startRedis } from '../support/redis.ts';
import { isAway, RoomsWorld, visitor } from '../support/rooms-world.ts';

// Viewers come on stage and go back, presenters come and go, while the process that owns the room is killed again and again:
// whatever was answered is so, and what was not answered has happened once or not at all.

t.setTimeout(120_000);
const seeds = (process.env.SEEDS ?? '1,2').split(',').map(Number);
const steps = 120;
/** Nobody is away for longer than the room keeps their place, also on a machine that is busy with other things. */
const longestMs = 20_000;
const { url: redisUrl, process: redis } = await startRedis();
t.teardown(() => redis.stop());

const voice: RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1 }],
};

/** What leads somewhere is done more often. */
const often = [...deeds, 'offer', 'offer', 'join', 'join', 'join', 'join', 'produce', 'produce', 'demote'] as const;

/** Over all seeds. */
const everDone = new Set<Deed>();

interface Somebody {
  readonly id: ParticipantId;
  readonly role: 'host' | 'presenter' | 'viewer';
  readonly model: PersonModel;
  seat: Seat;
}

function somebody(role: Somebody['role']): Somebody {
  const seat = visitor(role);
  return { id: seat.participantId, role, model: new PersonModel(role === 'viewer'), seat };
}

/** A page whose socket has closed says hello at whoever has the room. */
async function seatOf(person: Somebody, room: Room): Promise<Seat> {
  if (room.core.seats.of(person.id) === person.seat && person.seat.socket.isOpen) return person.seat;
  person.seat = visitor(person.role, person.id);
  await room.attendance.hello(person.seat, { isWanted: true });
  return person.seat;
}

/** Asks the room for it, as the pages do: by the person, or by the host. */
async function ask(room: Room, deed: Deed, { host, person }: { host: Somebody; person: Somebody }): Promise<unknown> {
  const { id } = person;
  const [own, hosts] = [await seatOf(person, room), await seatOf(host, room)];
  const source = 'microphone';
  switch (deed) {
    case 'raiseHand':
      return room.act(own, 'raise-hand', ({ audience }) => audience.raiseHand(own, 'V'));
    case 'lowerHand':
      return room.act(own, 'watch', ({ audience }) => audience.lowerHand(id));
    case 'offer':
      return room.act(hosts, 'moderate', ({ promotion }, actor) => promotion.offer(actor, id));
    case 'withdraw':
      return room.act(hosts, 'moderate', ({ promotion }) => promotion.withdraw(id));
    case 'decline':
      return room.act(own, 'raise-hand', ({ promotion }) => promotion.decline(id));
    case 'join':
      return room.join(own, { name: person.role, rtpCapabilities: {} });
    case 'demote':
      return room.act(hosts, 'present', ({ promotion }, actor) => promotion.demote(actor, id));
    case 'leave':
      return room.act(own, 'present', ({ stage }) => stage.leave(id));
    case 'produce':
      return room.act(own, 'present', ({ stage }) =>
        stage.produce(id, { source, rtpParameters: voice, paused: false }),
      );
    case 'mute':
      return room.act(hosts, 'moderate', ({ moderation }, actor) =>
        moderation.mute(actor, { participantId: id, source }),
      );
    case 'unmute':
      return room.act(own, 'present', ({ stage }) => stage.setProducerPaused(id, { source, paused: false }));
    case 'coHost':
    case 'presenter': {
      const role = deed === 'coHost' ? 'co-host' : 'presenter';
      return room.act(hosts, 'set-role', ({ moderation }, actor) =>
        moderation.setRole(actor, { participantId: id, role }),
      );
    }
    default:
      return deed satisfies never;
  }
}

class Play {
  readonly world = new RoomsWorld(redisUrl);
  readonly random: () => number;
  readonly host = somebody('host');
  readonly people = [
    ...['viewer', 'viewer', 'viewer', 'presenter', 'presenter'].map((role) => somebody(role as 'viewer')),
  ];
  readonly wrong: string[] = [];
  readonly done = new Map<Deed, number>();
  epoch = 0;
  kills = 0;
  lost = 0;

  constructor(seed: number) {
    this.random = randoms(seed);
  }

  pick<T>(all: readonly T[]): T {
    return all[Math.floor(this.random() * all.length)] as T;
  }

  /** One deed, and what its answer says. */
  async act(person: Somebody): Promise<void> {
    const deed = this.pick(often);
    const through = this.pick(this.world.awake);
    let answer: string | undefined;
    try {
      const { room, control } = await this.world.room(through);
      await ask(room, deed, { host: this.host, person });
      if (control.isAlive) answer = 'done'; // Else nobody heard it.
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'TOO_FAST') return;
      if (!isAway(error)) answer = error.code;
    }
    if (answer === 'done') this.done.set(deed, (this.done.get(deed) ?? 0) + 1);
    if (answer === undefined) this.lost += 1;
    this.note(person, person.model.heard(deed, answer));
  }

  /** Everybody comes back, and what the room knows of them is what may be so. */
  async look(): Promise<void> {
    const { room } = await this.world.room(this.pick(this.world.awake));
    for (const person of [this.host, ...this.people]) await seatOf(person, room);
    const { record, deps } = room.core;
    if (deps.lease.epoch < this.epoch) this.wrong.push(`epoch ${deps.lease.epoch} after ${this.epoch}`);
    this.epoch = deps.lease.epoch;
    this.wrong.push(...breaches(record));
    for (const person of this.people)
      this.note(person, person.model.seen(standingIn(record, person.id, person.role === 'viewer')));
  }

  note({ role, id, model }: Somebody, wrong: string | undefined): void {
    if (wrong) this.wrong.push(`${role} ${id}: ${wrong}; after ${model.past.slice(-6).join(', ')}`);
  }

  async killOwner(): Promise<void> {
    if (this.world.awake.length < 3) await this.world.start();
    const owner = this.world.owner(this.epoch);
    if (!owner) return;
    owner.kill();
    this.kills += 1;
  }
}

for (const seed of seeds) {
  t.test(`[seed ${seed}] nothing that people were told is lost or happens twice`, async (t) => {
    const play = new Play(seed);
    t.teardown(() => play.world.close());
    for (let count = 0; count < 3; count += 1) await play.world.start();
    const beganMs = performance.now();
    let step = 0;
    for (; step < steps && performance.now() - beganMs < longestMs && play.wrong.length === 0; step += 1) {
      await play.look().catch((error: unknown) => {
        if (!(error instanceof Fault && isAway(error))) throw error;
      });
      // Each of another person: what is done to one of them says nothing of the others.
      const subjects = play.people.toSorted(() => play.random() - 0.5).slice(0, 1 + Math.floor(play.random() * 3));
      const acts = subjects.map((person) => play.act(person));
      if (play.random() < 0.12) await play.killOwner();
      if (play.random() < 0.05) await play.world.trouble(play.random, play.epoch);
      await Promise.all(acts);
      // The worst moment: somebody has just been told that it is done.
      if (play.random() < 0.05) await play.killOwner();
    }
    for (const asleep of play.world.controls) asleep.isAsleep = false;
    await play.look();
    t.same(play.wrong, [], `seed ${seed}, step ${step}`);
    const done = [...play.done].map(([deed, count]) => `${deed} ${count}`).join(', ');
    t.comment(`${step} steps, ${play.kills} kills, ${play.lost} answers lost, epoch ${play.epoch}: ${done}`);
    t.ok(play.kills > 2, 'there was trouble');
    for (const deed of deeds) if (play.done.has(deed)) everDone.add(deed);
  });
}

t.test('most deeds were done', async (t) => t.ok(everDone.size > deeds.length / 2, [...everDone].join()));
