import { test } from 'tap';
import { floatsOf, together } from './floats.ts';

test('a sign for each, up to a few of a kind, within the second', (t) => {
  const floats = floatsOf({ '👏': 2, '🎉': 1000, '😮': 0 }, 10, () => 0.5);
  t.same(
    floats.map(({ reaction }) => reaction),
    ['👏', '👏', '🎉', '🎉', '🎉', '🎉', '🎉', '🎉'],
  );
  t.same(floats[0], { key: 10, reaction: '👏', across: 0.5, delayMs: 450 });
  t.equal(new Set(floats.map(({ key }) => key)).size, 8);
  t.end();
});

test('never more than can be looked at', (t) => {
  const many = floatsOf({ '👏': 6, '❤️': 6, '😂': 6, '😮': 6, '🎉': 6, '👍': 6 }, 0);
  t.equal(together([], many).length, 24);
  t.equal(together(many, floatsOf({ '👏': 1 }, 99)).at(-1)?.key, 99, 'the oldest make room');
  t.end();
});
