import type { ParticipantId } from '@rostrum/protocol';
import { test } from 'tap';
import { arrange, type Wishes } from './arrange.ts';
import { tile } from './tile.fixture.ts';

const people = [tile('a'), tile('b'), tile('me', { isSelf: true })];
const screens = [tile('screen a', { kind: 'screen' })];
const keys = (from: Parameters<typeof arrange>[0], wishes: Partial<Wishes>) => {
  const { big, beside } = arrange(from, { pinned: undefined, layout: 'grid', speaker: undefined, ...wishes });
  return [big?.key, beside.map(({ key }) => key).join(' ')];
};

test('all alike, unless somebody asks for more', (t) => {
  t.same(keys({ people, screens: [] }, {}), [undefined, 'a b me']);
  t.same(keys({ people, screens: [] }, { layout: 'speaker', speaker: 'b' as ParticipantId }), ['b', 'a me']);
  t.same(keys({ people, screens: [] }, { layout: 'speaker' }), ['a', 'b me'], 'nobody spoke yet');
  t.same(keys({ people: [tile('me', { isSelf: true })], screens: [] }, { layout: 'speaker' }), [undefined, 'me']);
  t.end();
});

test('a pin before a screen, a screen before the speaker', (t) => {
  t.same(keys({ people, screens }, { layout: 'speaker', speaker: 'b' as ParticipantId }), ['screen a', 'a b me']);
  t.same(keys({ people, screens }, { pinned: 'b' }), ['b', 'screen a a me']);
  t.same(keys({ people, screens }, { pinned: 'gone' }), ['screen a', 'a b me']);
  t.end();
});
