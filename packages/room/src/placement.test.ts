import { test } from 'tap';
import { assertMay, may, place, readDistances } from './index.ts';

const node = (id: string, region: string, load: number, more: { draining?: boolean; host?: string } = {}) => ({
  id,
  region,
  load,
  draining: false,
  ...more,
});

test('the region first, then the load, never a draining node, the one to avoid last', async (t) => {
  const nodes = [
    node('a', 'eu', 0.8),
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

test('only the host starts and ends', async (t) => {
  t.ok(may('host', 'go-live'));
  t.notOk(may('presenter', 'go-live'));
  t.notOk(may('viewer', 'present'));
  t.throws(() => assertMay('presenter', 'end'), { code: 'PERMISSION_DENIED' });
});
