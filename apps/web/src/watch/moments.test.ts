import type { Moment } from '@rostrum/protocol';
import { test } from 'tap';
import { audienceFacts, nothingYet } from './moments.ts';

const card = { text: 'Slides', link: 'https://example.org/slides', seconds: 20 };
const moments: Moment[] = [
  { atMs: 1000, what: { kind: 'scene', scene: 'auto' } },
  { atMs: 1500, what: { kind: 'speaker', name: 'Ada' } },
  { atMs: 4000, what: { kind: 'card', card } },
  { atMs: 9000, what: { kind: 'speaker', name: null } },
];

test('a viewer is told what goes with their picture', async (t) => {
  t.same(audienceFacts(moments, undefined), nothingYet);
  t.same(audienceFacts(moments, 1499), nothingYet);
  t.same(audienceFacts(moments, 3999), { speaker: 'Ada', card: null });
  t.same(audienceFacts(moments, 4000), { speaker: 'Ada', card: { atMs: 4000, card } });
  t.same(audienceFacts(moments, 9000), { speaker: null, card: { atMs: 4000, card } });
  t.same(audienceFacts(moments, 24_000), nothingYet, 'a card has its time');
  t.same(audienceFacts(moments, 2000), { speaker: 'Ada', card: null }, 'after a jump back');
});
