import { test } from 'tap';
import { bestGrid } from './tile-grid.ts';

const wide = { width: 1200, height: 675 };
const phone = { width: 370, height: 600 };

test('tiles fit the area, whatever their number', (t) => {
  for (const area of [wide, phone])
    for (let count = 1; count <= 16; count++) {
      const { columns, tileWidth, tileHeight } = bestGrid(count, area, 8);
      const rows = Math.ceil(count / columns);
      t.ok(tileWidth > 60, `${count}: ${tileWidth}`);
      t.ok(columns * tileWidth + (columns - 1) * 8 <= area.width, `${count} across`);
      t.ok(rows * tileHeight + (rows - 1) * 8 <= area.height, `${count} down`);
    }
  t.end();
});

test('side by side where it is wide, below each other where it is high', (t) => {
  t.equal(bestGrid(1, wide, 8).tileWidth, 1200);
  t.equal(bestGrid(2, wide, 8).columns, 2);
  t.equal(bestGrid(4, wide, 8).columns, 2);
  t.equal(bestGrid(9, wide, 8).columns, 3);
  t.equal(bestGrid(2, phone, 8).columns, 1);
  t.end();
});

test('no room and nobody are no reason to fail', (t) => {
  t.same(bestGrid(3, { width: 0, height: 0 }, 8), { columns: 1, tileWidth: 0, tileHeight: 0 });
  t.equal(bestGrid(0, wide, 8).columns, 1);
  t.end();
});
