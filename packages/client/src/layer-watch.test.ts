import { test } from 'tap';
import { highestSentLayer, LayerJudge } from './layer-watch.ts';

const judge = (...readings: (number | undefined)[]) => {
  const layers = new LayerJudge();
  return readings.map((highest) => layers.next(highest));
};
const nothing = undefined;

test('layers that come up one after the other are nothing to tell of', async (t) => {
  t.same(judge(undefined, 0, 1, 2, 2), [nothing, nothing, nothing, nothing, nothing]);
});

test('one that stops is told at once, and that it is back when it has been for a while', async (t) => {
  t.same(judge(2, 0, 0, 1, 1, 1, 1, 1), [nothing, 0, nothing, nothing, nothing, nothing, 1, nothing]);
  t.same(judge(2, 1, 2, 2, 1, 2, 2, 2, 2), [nothing, 1, nothing, nothing, nothing, nothing, nothing, nothing, 2]);
});

test('what was sent before a move is missed from the first reading on', async (t) => {
  const before = new LayerJudge();
  before.next(2);
  const after = new LayerJudge(before.most);
  t.same(
    [undefined, 0, 0].map((highest) => after.next(highest)),
    [nothing, 0, nothing],
  );
});

test('a camera that is off says nothing of the network', async (t) => {
  t.same(judge(2, undefined, undefined, 2), [nothing, nothing, nothing, nothing]);
});

test('a layer is sent when bits are meant for it', async (t) => {
  const entry = (rid: string, targetBitrate?: number) => ({ type: 'outbound-rtp', kind: 'video', rid, targetBitrate });
  const report = (...entries: object[]) => entries.map((one, index) => [String(index), one] as const);
  t.equal(highestSentLayer(report(entry('r1', 400_000), entry('r2'), entry('r0', 100_000))), 1);
  t.equal(highestSentLayer(report(entry('r0', 100_000), entry('r1', 0), entry('r2'))), 0);
  t.equal(highestSentLayer(report(entry('r0'), entry('r1'))), undefined, 'not every browser says');
  t.equal(highestSentLayer(report({ type: 'outbound-rtp', kind: 'audio', targetBitrate: 32_000 })), undefined);
});

test('hope tells of what is missed, once', async (t) => {
  const layers = new LayerJudge();
  t.equal(layers.hope(), undefined, 'nothing is missed');
  t.same([layers.next(2), layers.next(0)], [nothing, 0]);
  t.same([layers.hope(), layers.hope()], [2, nothing]);
  t.equal(layers.next(0), 0, 'it was in vain');
});
