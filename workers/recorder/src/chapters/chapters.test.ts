import { newId, type TimelineEntry, type TimelineEvent, type TimelinePerson } from '@rostrum/protocol';
import { emptyTimelineState } from '@rostrum/room';
import { test } from 'tap';
import { chaptersOf } from './chapters.ts';

const startMs = Date.UTC(2030, 0, 1);
const at = (seconds: number, event: TimelineEvent, n = 0): TimelineEntry => ({
  id: `${seconds}-${n}`,
  atMs: startMs + seconds * 1000,
  event,
});
const person = (name: string): TimelinePerson => ({
  ...{ id: newId('participant'), name, title: '', role: 'presenter', place: 'stage' },
  sources: [{ source: 'microphone', muted: false }],
});
const [ada, bob] = [person('Ada'), person('Bob 会議')];
const opening = at(-3, { type: 'state', state: { ...emptyTimelineState, people: [ada, bob], speaker: ada.id } });
const speaks = (seconds: number, { id }: TimelinePerson) => at(seconds, { type: 'speaker', participantId: id });
const chapters = (entries: TimelineEntry[], durationSeconds = 300) => chaptersOf(entries, { startMs, durationSeconds });

test('who speaks for a while is a chapter, a short interruption is none', async (t) => {
  t.same(chapters([opening, speaks(60, bob), speaks(63, ada), speaks(100, bob)]), [
    { startSeconds: 0, title: 'Ada' },
    { startSeconds: 100, title: 'Bob 会議' },
  ]);
});

test('a marker is a chapter in any case, and stands for the change beside it', async (t) => {
  const marker = (seconds: number, label: string) => at(seconds, { type: 'marker', label, by: 'Host' });
  t.same(chapters([opening, marker(50, 'Questions'), speaks(52, bob), marker(200, ' '), marker(299.5, 'Too late')]), [
    { startSeconds: 0, title: 'Ada' },
    { startSeconds: 50, title: 'Questions' },
    { startSeconds: 200, title: 'Marker 1' },
  ]);
});

test('a shared screen is told by whose it is, and ends with it', async (t) => {
  const start = at(40, { type: 'started', participantId: bob.id, source: 'screen', muted: false });
  const stop = at(140, { type: 'stopped', participantId: bob.id, source: 'screen' });
  t.same(chapters([opening, start, stop]), [
    { startSeconds: 0, title: 'Ada' },
    { startSeconds: 40, title: 'Screen of Bob 会議' },
    { startSeconds: 140, title: 'Ada' },
  ]);
});

test('nothing was decided, or one thing only: no chapters', async (t) => {
  t.same(chapters([]), []);
  t.same(chapters([opening]), []);
});
