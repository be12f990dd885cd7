import { test } from 'tap';
import { autoplay } from './autoplay.ts';

const refusal = (name: string) => Object.assign(new Error(name), { name });

function video(allowed: (muted: boolean) => Error | undefined, muted = false) {
  return {
    muted,
    async play() {
      const error = allowed(this.muted);
      if (error) throw error;
    },
  };
}

test('with sound, else muted, else at a click', async (t) => {
  const free = video(() => undefined);
  t.equal(await autoplay(free), 'with-sound');
  t.equal(free.muted, false);
  const quiet = video((muted) => (muted ? undefined : refusal('NotAllowedError')));
  t.equal(await autoplay(quiet), 'muted');
  t.equal(quiet.muted, true);
  t.equal(await autoplay(video(() => refusal('NotAllowedError'))), 'needs-click');
  t.equal(await autoplay(video(() => refusal('NotAllowedError'), true)), 'needs-click');
});

test('an interrupted attempt is not taken for a refusal', async (t) => {
  const loading = video(() => refusal('AbortError'));
  t.equal(await autoplay(loading), 'interrupted');
  t.equal(loading.muted, false);
});
