import type { Webinar } from '@rostrum/protocol';
import { test } from 'tap';
import { groupWebinars, matching } from './webinar-groups.ts';

const webinar = (title: string, state: Webinar['state'], hour = 1) =>
  ({ title, state, startsAt: new Date(hour * 3_600_000).toISOString() }) as Webinar;
const titles = (list: readonly Webinar[]) => list.map(({ title }) => title);

test('the next one first, the latest past one first', (t) => {
  const { live, upcoming, past } = groupWebinars([
    webinar('later', 'scheduled', 9),
    webinar('old', 'ended', 2),
    webinar('next', 'scheduled', 5),
    webinar('now', 'live', 4),
    webinar('newer', 'ended', 3),
  ]);
  t.same([titles(live), titles(upcoming), titles(past)], [['now'], ['next', 'later'], ['newer', 'old']]);
  t.end();
});

test('every word is found, whatever the case and the accents', (t) => {
  const all = [webinar('Été à la mer', 'scheduled'), webinar('Quarterly town hall', 'scheduled')];
  t.same(titles(matching(all, 'ete MER')), ['Été à la mer']);
  t.same(titles(matching(all, 'hall quart')), ['Quarterly town hall']);
  t.same(titles(matching(all, '  ')), titles(all));
  t.same(titles(matching(all, 'mer hall')), []);
  t.end();
});
