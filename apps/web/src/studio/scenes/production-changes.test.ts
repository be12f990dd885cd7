import { defaultProduction, newId } from '@rostrum/protocol';
import t from 'tap';
import { gainOf, gainSet, hiddenToggled, inOrder, moved, spotlightToggled } from './production-changes.ts';

const [ada, bob, eve] = [newId('participant'), newId('participant'), newId('participant')];
const people = [{ id: ada }, { id: bob }];

t.test('spotlight and hiding are put on and taken off', async (t) => {
  t.same(spotlightToggled(defaultProduction, ada), { spotlight: ada });
  t.same(spotlightToggled({ ...defaultProduction, spotlight: ada }, ada), { spotlight: null });
  t.same(hiddenToggled({ ...defaultProduction, hidden: [ada] }, bob), { hidden: [ada, bob] });
  t.same(hiddenToggled({ ...defaultProduction, hidden: [ada, bob] }, ada), { hidden: [bob] });
});

t.test('the order is that of the host, then of joining', async (t) => {
  t.same(inOrder(people, defaultProduction), people);
  t.same(inOrder(people, { ...defaultProduction, order: [eve, bob] }), [{ id: bob }, { id: ada }]);
});

t.test('somebody moves by one place; who is away is not forgotten', async (t) => {
  t.same(moved(people, defaultProduction, { id: ada, by: 1 }), { order: [bob, ada] });
  t.same(moved(people, { ...defaultProduction, order: [eve] }, { id: bob, by: -1 }), { order: [bob, ada, eve] });
  t.same(moved(people, defaultProduction, { id: ada, by: -1 }), {}, 'is the first already');
  t.same(moved(people, defaultProduction, { id: eve, by: 1 }), {});
});

t.test('a gain of nothing is none', async (t) => {
  const louder = { ...defaultProduction, ...gainSet(defaultProduction, ada, 6) };
  t.equal(gainOf(louder, ada), 6);
  t.same(gainSet(louder, ada, -3), { gains: [{ participantId: ada, decibels: -3 }] });
  t.same(gainSet(louder, ada, 0), { gains: [] });
});
