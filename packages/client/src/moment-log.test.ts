import type { Moment } from '@rostrum/protocol';
import { test } from 'tap';
import { withMoments } from './moment-log.ts';

const speaks = (atMs: number, name: string): Moment => ({ atMs, what: { kind: 'speaker', name } });

test('each moment is there once, in the order of the programme', async (t) => {
  const log = withMoments([], [speaks(2, 'Ada')]);
  t.equal(withMoments(log, [speaks(2, 'Ada')]), log, 'nothing new');
  const more = withMoments(log, [speaks(1, 'Ben'), speaks(2, 'Ada'), speaks(3, 'Ada')]);
  t.same(more, [speaks(1, 'Ben'), speaks(2, 'Ada'), speaks(3, 'Ada')]);
  const many = Array.from({ length: 1500 }, (_, index) => speaks(10 + index, 'Cleo'));
  t.equal(withMoments(more, many).length, 1000);
  t.same(withMoments(more, many).at(-1), speaks(1509, 'Cleo'));
});
