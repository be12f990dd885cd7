import { test } from 'tap';
import { GapWatch } from './gap-watch.ts';

const counts = (...values: [string, number][]) => new Map(values);

test('the longest stop of any picture, also over a new track that begins at one', async (t) => {
  const watch = new GapWatch(0, counts(['ada', 100], ['ben', 100]));
  for (let nowMs = 50; nowMs <= 2500; nowMs += 50) {
    const ada = nowMs < 200 ? 100 + nowMs / 50 : nowMs < 650 ? 103 : (nowMs - 600) / 50;
    const ben = 100 + nowMs / 50;
    watch.read(nowMs, counts(['ada', ada], ['ben', ben]));
    if (nowMs === 600) t.notOk(watch.isOver);
  }
  t.equal(watch.gapMs, 500, 'from 150 to 650');
  t.ok(watch.isOver);
});

test('a picture that does not come back is waited for', async (t) => {
  const watch = new GapWatch(0, counts(['ada', 5]));
  watch.read(100, counts(['ada', 6]));
  watch.read(9000, counts(['ada', 6]));
  t.notOk(watch.isOver);
  watch.read(9050, counts());
  t.notOk(watch.isOver);
  watch.read(9100, counts(['ada', 1]));
  t.ok(watch.isOver);
  t.equal(watch.gapMs, 9000);
});

test('without a picture there is nothing to see', async (t) => {
  const watch = new GapWatch(0, counts());
  watch.read(2100, counts());
  t.ok(watch.isOver);
  t.equal(watch.gapMs, null);
});
