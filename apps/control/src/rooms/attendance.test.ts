import { newId, resumeWithinMs } from '@rostrum/protocol';
import t from 'tap';
import { grantLastsMs } from './absences.ts';
import { anew, onStage, openRoom, person, produce, resume } from './room-rig.ts';

const ids = (members: readonly { readonly id: string }[]) => members.map(({ id }) => id);

t.test('who comes back in time goes on with what they had; later their place is free', async (t) => {
  const { room, sfu, clock, settle } = await openRoom();
  const { attendance, core } = room;
  const [host, guest] = [await onStage(room), await onStage(room, 'presenter')];
  await produce(room, guest.seat);
  await settle();
  for (const { seat } of [host, guest]) attendance.detach(seat.participantId, seat.socket);
  await settle();
  t.ok(
    core.record.members.every(({ awaySinceMs }) => awaySinceMs !== null),
    'everybody sees that they are away',
  );
  clock.advance(resumeWithinMs - 1);
  await settle();
  const back = person('host', host.seat.participantId);
  const { resumed, consumers } = await attendance.hello(back.seat, resume);
  t.ok(resumed);
  t.equal(consumers?.length, 1);
  const closed = sfu.of('transport.close').length;
  clock.advance(1);
  await settle();
  t.same(ids(core.record.members), [host.seat.participantId]);
  t.equal(sfu.of('transport.close').length, closed + 2);
  room.close();
});

t.test('a page that was loaded anew, or whose media has moved, begins anew', async (t) => {
  const { room, sfu } = await openRoom();
  const { seat } = await onStage(room);
  const elsewhere = { isWanted: true, sendTransportId: 'another' };
  t.match(await room.attendance.hello(person('host', seat.participantId).seat, elsewhere), { resumed: false });
  t.same(room.core.record.members, []);
  t.equal(sfu.of('transport.close').length, 2);
});

t.test('a second page of one person takes the place of the first, whose closing then means nothing', async (t) => {
  const { room, settle } = await openRoom();
  const first = await onStage(room);
  const second = person('host', first.seat.participantId);
  await room.attendance.hello(second.seat, resume);
  t.same(first.closed, ['SESSION_REPLACED']);
  room.attendance.detach(first.seat.participantId, first.socket);
  await settle();
  t.match(room.core.record.members, [{ awaySinceMs: null }]);
  await t.rejects(produce(room, first.seat), { code: 'SESSION_REPLACED' });
});

t.test('who was removed is not let in, also when they were on their way', async (t) => {
  const { room } = await openRoom();
  const host = await onStage(room);
  const guest = person('presenter');
  const { participantId } = guest.seat;
  const removed = room.act(host.seat, 'moderate', () => room.core.apply({ type: 'removed', id: participantId }));
  const hello = room.attendance.hello(guest.seat, anew);
  await removed;
  await t.rejects(hello, { code: 'REMOVED' });
  await t.rejects(room.attendance.hello(guest.seat, anew), { code: 'REMOVED' });
  t.equal(room.core.seats.of(participantId), undefined);
});

t.test(
  'a hand goes down with a viewer who stays away; of a viewer who only watches nothing is waited for',
  async (t) => {
    const { room, clock, settle } = await openRoom();
    const [one, other] = [person('viewer'), person('viewer')];
    for (const { seat } of [one, other]) await room.attendance.hello(seat, anew);
    await room.act(one.seat, 'raise-hand', ({ audience }) => audience.raiseHand(one.seat, 'V'));
    room.attendance.detach(other.seat.participantId, other.socket);
    await settle();
    t.equal(room.core.seats.size, 1);
    const timers = clock.timers;
    room.attendance.detach(one.seat.participantId, one.socket);
    await settle();
    t.equal(clock.timers, timers + 1);
    t.equal(room.core.record.hands.length, 1);
    clock.advance(resumeWithinMs);
    await settle();
    t.same(room.core.record.hands, []);
    room.close();
    t.equal(clock.timers, 0);
  },
);

t.test(
  'whoever an earlier process knew is waited for as if they had just left, and an old grant is over',
  async (t) => {
    const earlier = await openRoom();
    const { seat } = await onStage(earlier.room);
    const nowMs = earlier.clock.now();
    const [old, recent] = [newId('participant'), newId('participant')];
    const { clock, ...now } = await openRoom({
      ...earlier.room.core.record,
      grants: { [old]: 'presenter', [recent]: 'presenter' },
      lastPlaces: {
        [old]: { place: 'stage', leftAtMs: nowMs - grantLastsMs - 1 },
        [recent]: { place: 'stage', leftAtMs: nowMs },
      },
    });
    const { record } = now.room.core;
    t.same(Object.keys(record.grants), [recent]);
    t.same(ids(record.members), [seat.participantId]);
    clock.advance(resumeWithinMs);
    await now.settle();
    t.same(now.room.core.record.members, []);
    now.room.close();
  },
);
