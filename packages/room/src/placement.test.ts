import { test } from 'tap';
import { assertMay, may, place, readDistances, shareOut } from './index.ts';

const node = (id: string, region: string, load: number, more: { draining?: boolean; host?: string } = {}) => ({
  id,
  region,
  load,
  draining: false,
  ...more,
});

test('the region first, then the load, never a draining node, the one to avoid last', async (t) => {
  const nodes = [
    node('a', 'eu', 0.7),
    node('b', 'eu', 0.2),
    node('c', 'us', 0),
    node('d', 'eu', 0, { draining: true }),
  ];
  t.equal(place(nodes, { region: 'eu' })?.id, 'b');
  t.equal(place(nodes, { region: 'eu', avoid: 'b' })?.id, 'a');
  t.equal(place(nodes, { region: 'us' })?.id, 'c');
  t.equal(place(nodes, { region: 'asia' })?.id, 'c');
  t.equal(place([node('a', 'eu', 0)], { region: 'eu', avoid: 'a' })?.id, 'a', 'better the one to avoid than none');
  t.equal(place([], { region: 'eu' }), undefined);
});

test('of other regions the nearest, as far as it was told', async (t) => {
  const nodes = [node('a', 'us', 0.5), node('b', 'asia', 0.1)];
  const distances = readDistances('eu/us=80, asia/eu=150');
  t.equal(place(nodes, { region: 'eu', distances })?.id, 'a');
  t.equal(place(nodes, { region: 'mars', distances })?.id, 'b', 'equally far: the least loaded');
});

test('a node of the room before others of its region, but not a full one', async (t) => {
  const nodes = [node('a', 'eu', 0.5), node('b', 'eu', 0.1), node('c', 'us', 0)];
  t.equal(place(nodes, { region: 'eu', inUse: ['c', 'a'] })?.id, 'a');
  t.equal(place([node('a', 'eu', 0.95), node('b', 'eu', 0.3)], { region: 'eu', inUse: ['a'] })?.id, 'b');
  t.equal(place([node('a', 'eu', 0.95), node('c', 'us', 0.3)], { region: 'eu' })?.id, 'c', 'full: another region');
});

test('what shall survive a machine stands on another, where there is one near', async (t) => {
  const nodes = [node('a', 'eu', 0, { host: '10.0.0.1' }), node('b', 'eu', 0.4, { host: '10.0.0.2' })];
  t.equal(place(nodes, { region: 'eu', notOnHost: '10.0.0.1' })?.id, 'b');
  t.equal(place(nodes.slice(0, 1), { region: 'eu', notOnHost: '10.0.0.1' })?.id, 'a');
});

const many = (count: number, load: number) =>
  Array.from({ length: count }, (_, index) => node(`n${index}`, 'eu', load, { host: `h${index}` }));

test('a thousand rooms within one second are spread by their keys, and each gets the same node again', async (t) => {
  const nodes = many(50, 0);
  const counts = new Map<string, number>();
  for (let room = 0; room < 1000; room += 1) {
    const chosen = place(nodes, { region: 'eu', key: `room-${room}` });
    t.equal(place(nodes.toReversed(), { region: 'eu', key: `room-${room}` }), chosen);
    counts.set(chosen?.id ?? '', (counts.get(chosen?.id ?? '') ?? 0) + 1);
  }
  t.equal(counts.size, 50);
  t.ok(Math.max(...counts.values()) <= 40, 'none has twice its share; by the load alone one node has them all');
  t.equal(new Set(nodes.map(() => place(nodes, { region: 'eu' })?.id)).size, 1);
});

test('of the two that are drawn the less loaded is taken, and never a worse one than both', async (t) => {
  const nodes = many(20, 0).map((one, index) => ({ ...one, load: index / 40 }));
  for (let room = 0; room < 100; room += 1) {
    const chosen = place(nodes, { region: 'eu', key: `room-${room}` });
    t.not(chosen?.load, nodes.at(-1)?.load, 'the most loaded of all is never the lesser of two');
  }
});

test('who loses a node goes to one that has room, and the others to further ones', async (t) => {
  const nodes = [node('standby', 'eu', 0.7), node('b', 'eu', 0.5), node('c', 'eu', 0.5), node('far', 'us', 0)];
  const wanted = { region: 'eu', inUse: ['standby'], key: 'room' };
  const shared = shareOut(nodes, wanted, { people: 100, loadOfEach: () => 0.01 }).map(({ id }) => id);
  const count = (id: string) => shared.filter((one) => one === id).length;
  t.equal(shared.length, 100);
  t.equal(shared[0], 'standby', 'the warm one first');
  t.ok(count('standby') <= 11 && count('b') <= 31 && count('c') <= 31, 'none gets more than it has room for');
  t.equal(count('far'), 100 - count('standby') - count('b') - count('c'), 'the rest farther away');
  t.same(
    shareOut(nodes, wanted, { people: 3, loadOfEach: () => 0.01 }).map(({ id }) => id),
    ['standby', 'standby', 'standby'],
  );
  t.equal(
    shareOut(many(2, 0.95), wanted, { people: 100, loadOfEach: () => 0.01 }).length,
    100,
    'better full than nowhere',
  );
  t.same(shareOut([], wanted, { people: 3, loadOfEach: () => 0.01 }), []);
});

test('no node lets in more than fifty at once, where there are others', async (t) => {
  const shared = shareOut(
    many(10, 0),
    { region: 'eu', inUse: ['n3'], key: 'room' },
    { people: 300, loadOfEach: () => 0.001 },
  );
  const counts = Map.groupBy(shared, ({ id }) => id);
  t.same(
    [...counts.values()].map(({ length }) => length),
    [50, 50, 50, 50, 50, 50],
  );
  t.equal(shared[0]?.id, 'n3');
});

test('only the host starts and ends', async (t) => {
  t.ok(may('host', 'go-live'));
  t.notOk(may('presenter', 'go-live'));
  t.notOk(may('viewer', 'present'));
  t.throws(() => assertMay('presenter', 'end'), { code: 'PERMISSION_DENIED' });
});
