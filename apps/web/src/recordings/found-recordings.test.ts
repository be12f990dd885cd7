import { newId, type Recording } from '@rostrum/protocol';
import { test } from 'tap';
import { foundRecordings, type LibraryFilter, webinarsOf } from './found-recordings.ts';

const webinar = newId('webinar');
const recording = (title: string, state: Recording['state'], webinarId = newId('webinar')): Recording => ({
  ...{ id: newId('recording'), webinarId, programmeId: newId('programme'), title, state },
  ...{ progress: 0, createdAt: '2030-01-01T10:00:00Z', access: 'registered', views: 0, downloads: 0 },
});
const all = [
  recording('Über Öfen', 'ready', webinar),
  recording('Ovens, part 2', 'processing', webinar),
  recording('会議', 'queued'),
  recording('Nothing', 'failed'),
];
const found = (filter: Partial<LibraryFilter>) =>
  foundRecordings(all, { query: '', state: 'all', webinarId: '', ...filter }).map(({ title }) => title);

test('a search looks for every word, whatever the case and the accents', async (t) => {
  t.same(found({ query: 'OFEN uber' }), ['Über Öfen']);
  t.same(found({ query: '議' }), ['会議']);
  t.same(found({ query: 'ofen part' }), []);
  t.equal(found({}).length, 4);
});

test('states and webinars narrow it down', async (t) => {
  t.same(found({ state: 'making' }), ['Ovens, part 2', '会議']);
  t.same(found({ state: 'failed', query: 'noth' }), ['Nothing']);
  t.same(found({ webinarId: webinar, state: 'ready' }), ['Über Öfen']);
  t.same(webinarsOf(all), [{ id: webinar, label: 'Über Öfen' }]);
});
