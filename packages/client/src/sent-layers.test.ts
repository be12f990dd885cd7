import { test } from 'tap';
import { limitLayers, wantedLayers } from './sent-layers.ts';

const full = [150_000, 500_000, 1_700_000];

/** A sender as the browser gives it: what is set is what it then has. */
function sender(rates: readonly number[]) {
  let now = [...rates];
  const changes: number[][] = [];
  return {
    changes,
    getParameters: () => ({ encodings: now.map((maxBitrate) => ({ maxBitrate })) }) as RTCRtpSendParameters,
    setParameters: async ({ encodings }: RTCRtpSendParameters) => {
      now = encodings.map(({ maxBitrate = 0 }) => maxBitrate);
      changes.push(now);
    },
  };
}

test('up to the layer that somebody wants; the lowest one in any case', (t) => {
  t.same(wantedLayers(3, 2), [true, true, true]);
  t.same(wantedLayers(3, 1), [true, true, false]);
  t.same(wantedLayers(3, 0), [true, false, false]);
  t.same(wantedLayers(3, -1), [true, false, false]);
  t.same(wantedLayers(1, 7), [true]);
  t.same(wantedLayers(1, 0), [true]);
  t.same(wantedLayers(1, -1), [false]);
  t.end();
});

test('what nobody wants is a trickle, and comes back whole', async (t) => {
  const camera = sender(full);
  await limitLayers(camera, full, 2);
  t.same(camera.changes, [], 'nothing to change');
  await limitLayers(camera, full, 0);
  const [lowest, ...above] = camera.changes[0] ?? [];
  t.equal(lowest, 150_000);
  t.ok(above.every((rate) => rate < 100_000));
  await limitLayers(camera, full, 1);
  t.equal(camera.changes[1]?.[1], 500_000);
  await limitLayers(camera, full, 2);
  t.same(camera.changes.at(-1), full);
  await limitLayers(camera, full, 2);
  t.equal(camera.changes.length, 3, 'the sender is touched only when something changes');
});

test('a screen that nobody looks at is a trickle, and whole when somebody does', async (t) => {
  const screen = sender([2_500_000]);
  await limitLayers(screen, [2_500_000], -1);
  t.ok(Number(screen.changes[0]?.[0]) < 100_000);
  await limitLayers(screen, [2_500_000], 0);
  t.same(screen.changes[1], [2_500_000]);
});

test('a sound, and a source that is not sent, are left alone', async (t) => {
  const microphone = sender([64_000]);
  await limitLayers(microphone, [], -1);
  t.same(microphone.changes, []);
  await limitLayers(undefined, full, 0);
});
