import { FakeClock } from '@rostrum/lifecycle';
import { newId } from '@rostrum/protocol';
import t from 'tap';
import { type ControlPeer, orphanMs, RoomOwners } from './room-owners.ts';

/** Owners only compare links. */
const link = (name: string) => ({ name }) as unknown as ControlPeer;
const caller = (life: string, leaseEpoch = 1) => ({ peer: link(life), life, leaseEpoch });

function openOwners() {
  const clock = new FakeClock();
  const orphans: string[] = [];
  return { clock, orphans, owners: new RoomOwners((id) => orphans.push(id), clock) };
}

t.test('a room whose link is gone waits for another, and is then given up', async (t) => {
  const { clock, orphans, owners } = openOwners();
  const [kept, lost, other] = [newId('webinar'), newId('webinar'), newId('webinar')];
  const [first, second] = [caller('first'), caller('second')];
  owners.claim(kept, first);
  owners.claim(lost, first);
  owners.claim(other, second);
  owners.drop(first.peer);
  t.equal(owners.of(kept), undefined);
  clock.advance(orphanMs - 1);
  owners.claim(kept, second);
  clock.advance(1);
  t.same(orphans, [lost]);
  t.equal(owners.of(kept), second.peer);
  t.equal(owners.of(other), second.peer);
});

t.test('a room that was forgotten or claimed by another is nobody else’s to drop', async (t) => {
  const { clock, orphans, owners } = openOwners();
  const [moved, closed] = [newId('webinar'), newId('webinar')];
  const [first, second] = [caller('first'), caller('second')];
  owners.claim(moved, first);
  owners.claim(moved, second);
  owners.claim(closed, first);
  owners.forget(closed);
  owners.drop(first.peer);
  t.equal(clock.timers, 0);
  t.equal(owners.of(moved), second.peer);
  owners.drop(second.peer);
  owners.close();
  t.equal(clock.timers, 0);
  t.same(orphans, []);
});

t.test('a process that slept while another took over is refused, also on a new link', async (t) => {
  const { owners } = openOwners();
  const id = newId('webinar');
  const [slept, woke] = [caller('slept', 1), { ...caller('slept', 1), peer: link('again') }];
  const newer = caller('newer', 2);
  owners.assertOwner(id, slept);
  owners.claim(id, slept);
  owners.claim(id, newer);
  t.throws(() => owners.assertOwner(id, slept), { code: 'LEASE_LOST' });
  t.throws(() => owners.claim(id, woke), { code: 'LEASE_LOST' });
  owners.drop(newer.peer);
  t.throws(() => owners.assertOwner(id, woke), { code: 'LEASE_LOST' }, 'a link that is away gives nothing up');
  owners.assertOwner(id, { life: 'newer' });
  owners.close();
});
