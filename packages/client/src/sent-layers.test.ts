import { test } from 'tap';
import { activeLayers, limitLayers } from './sent-layers.ts';

/** A sender with three layers, and how often it was changed. */
function sender(...active: boolean[]) {
  const changes: boolean[][] = [];
  const parameters = () => ({ encodings: active.map((one) => ({ active: one })) }) as RTCRtpSendParameters;
  const setParameters = async ({ encodings }: RTCRtpSendParameters) => {
    changes.push(encodings.map((encoding) => encoding.active ?? true));
  };
  return { changes, getParameters: parameters, setParameters };
}

test('up to the layer that somebody wants; the lowest one in any case', (t) => {
  t.same(activeLayers(3, 2), [true, true, true]);
  t.same(activeLayers(3, 1), [true, true, false]);
  t.same(activeLayers(3, 0), [true, false, false]);
  t.same(activeLayers(3, -1), [true, false, false]);
  t.same(activeLayers(1, 7), [true], 'a screen has one layer');
  t.end();
});

test('the sender is touched only when something changes', async (t) => {
  const three = sender(true, true, true);
  await limitLayers(three, 2);
  t.same(three.changes, []);
  await limitLayers(three, 0);
  t.same(three.changes, [[true, false, false]]);
  await limitLayers(undefined, 0);
});
