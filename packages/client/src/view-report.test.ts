import { setTimeout as sleep } from 'node:timers/promises';
import type { ShownTile, View } from '@rostrum/protocol';
import { test } from 'tap';
import { ViewReport, viewOf } from './view-report.ts';

const tile = (id: string, heightPx: number, more: Partial<ShownTile> = {}): ShownTile => ({
  participantId: id as ShownTile['participantId'],
  source: 'camera',
  heightPx,
  isPinned: false,
  ...more,
});

function fixture() {
  const told: View[] = [];
  const page = Object.assign(new EventTarget(), { hidden: false });
  const socket = { isAway: false };
  const report = new ViewReport({
    debounceMs: 1,
    page,
    send: async (view) => {
      told.push(view);
      if (socket.isAway) throw new Error('away');
    },
  });
  return { told, page, report, socket, settled: () => sleep(10) };
}

test('whole pixels within bounds, in one order', (t) => {
  t.same(viewOf([tile('b', 359.6), tile('a', -3, { source: 'screen' }), tile('a', 1e9)], true), {
    isHidden: true,
    tiles: [tile('a', 10_000), tile('a', 0, { source: 'screen' }), tile('b', 360)],
  });
  const many = viewOf(
    Array.from({ length: 70 }, (_, i) => tile(`p${i}`, i)),
    false,
  );
  t.equal(many.tiles.length, 64);
  t.equal(Math.min(...many.tiles.map(({ heightPx }) => heightPx)), 6, 'the smallest are left out');
  t.end();
});

test('many changes at once are told once, and the same never twice', async (t) => {
  const { told, report, settled } = fixture();
  report.show('1', tile('a', 100));
  report.show('1', tile('a', 200));
  report.show('2', tile('b', 200));
  report.show('2', undefined);
  await settled();
  t.same(told, [{ isHidden: false, tiles: [tile('a', 200)] }]);
  report.show('1', tile('a', 200));
  await settled();
  t.equal(told.length, 1);
  report.again();
  await settled();
  t.equal(told.length, 2, 'a new seat is told all of it');
  report.close();
});

test('a machine that cannot keep up says so, and when it can again', async (t) => {
  const { told, report, settled } = fixture();
  report.setStrained(false);
  await settled();
  t.same(told, []);
  report.setStrained(true);
  await settled();
  report.setStrained(false);
  await settled();
  t.same(
    told.map(({ isStrained }) => isStrained),
    [true, undefined],
  );
  report.close();
});

test('a hidden page says so', async (t) => {
  const { told, page, report, settled } = fixture();
  page.hidden = true;
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  t.match(told.at(-1), { isHidden: true });
  report.close();
  page.hidden = false;
  page.dispatchEvent(new Event('visibilitychange'));
  await settled();
  t.equal(told.length, 1, 'closed means silent');
});

test('what did not arrive is told again with the next change', async (t) => {
  const { told, report, socket, settled } = fixture();
  socket.isAway = true;
  report.show('1', tile('a', 100));
  await settled();
  socket.isAway = false;
  report.show('1', tile('a', 100));
  await settled();
  t.equal(told.length, 2);
  report.close();
});
