import { test } from 'tap';
import { captionLines } from './caption-lines.ts';

test('the newest two cues are shown, in order', async (t) => {
  const cue = (startSeconds: number, text: string) => ({ startSeconds, text });
  t.same(captionLines([]), []);
  t.same(captionLines([cue(1, 'one\ntwo')]), ['one', 'two']);
  t.same(captionLines([cue(3, 'third'), cue(1, 'first'), cue(2, 'second\n ')]), ['second', 'third']);
});
