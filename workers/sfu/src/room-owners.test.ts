import { FakeClock } from '@rostrum/lifecycle';
import { newId } from '@rostrum/protocol';
import t from 'tap';
import { type ControlPeer, orphanMs, RoomOwners } from './room-owners.ts';

/** Owners only compare links. */
const link = (name: string) => ({ name }) as unknown as ControlPeer;

function openOwners() {
  const clock = new FakeClock();
  const orphans: string[] = [];
  return { clock, orphans, owners: new RoomOwners((id) => orphans.push(id), clock) };
}

t.test('a room whose link is gone waits for another, and is then given up', async (t) => {
  const { clock, orphans, owners } = openOwners();
  const [kept, lost, other] = [newId('webinar'), newId('webinar'), newId('webinar')];
  const [first, second] = [link('first'), link('second')];
  owners.claim(kept, first);
  owners.claim(lost, first);
  owners.claim(other, second);
  owners.drop(first);
  t.equal(owners.of(kept), undefined);
  clock.advance(orphanMs - 1);
  owners.claim(kept, second);
  clock.advance(1);
  t.same(orphans, [lost]);
  t.equal(owners.of(kept), second);
  t.equal(owners.of(other), second);
});

t.test('a room that was forgotten or claimed by another is nobody else’s to drop', async (t) => {
  const { clock, orphans, owners } = openOwners();
  const [moved, closed] = [newId('webinar'), newId('webinar')];
  const [first, second] = [link('first'), link('second')];
  owners.claim(moved, first);
  owners.claim(moved, second);
  owners.claim(closed, first);
  owners.forget(closed);
  owners.drop(first);
  t.equal(clock.timers, 0);
  t.equal(owners.of(moved), second);
  owners.drop(second);
  owners.close();
  t.equal(clock.timers, 0);
  t.same(orphans, []);
});
