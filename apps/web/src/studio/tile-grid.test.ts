import { test } from 'tap';
import { bestGrid } from './tile-grid.ts';

const wide = { width: 1200, height: 675 };
const phone = { width: 370, height: 600 };

test('tiles fit the area, whatever their number', (t) => {
  for (const area of [wide, phone])
    for (let count = 1; count <= 16; count++) {
      const { columns, tileWidth, tileHeight } = bestGrid(count, area, { gap: 8 });
      const rows = Math.ceil(count / columns);
      t.ok(tileWidth > 60, `${count}: ${tileWidth}`);
      t.ok(columns * tileWidth + (columns - 1) * 8 <= area.width, `${count} across`);
      t.ok(rows * tileHeight + (rows - 1) * 8 <= area.height, `${count} down`);
    }
  t.end();
});

test('side by side where it is wide, below each other where it is high', (t) => {
  t.equal(bestGrid(1, wide, { gap: 8 }).tileWidth, 1200);
  t.equal(bestGrid(2, wide, { gap: 8 }).columns, 2);
  t.equal(bestGrid(4, wide, { gap: 8 }).columns, 2);
  t.equal(bestGrid(9, wide, { gap: 8 }).columns, 3);
  t.equal(bestGrid(2, phone, { gap: 8 }).columns, 1);
  t.end();
});

test('where narrow tiles are good enough, an upright area is filled', (t) => {
  const upright = { gap: 8, narrowest: 4 / 5 };
  t.same(bestGrid(6, phone, upright), { columns: 2, tileWidth: 181, tileHeight: 194 });
  t.equal(bestGrid(2, phone, upright).columns, 1);
  for (let count = 1; count <= 16; count++) {
    const { tileWidth, tileHeight } = bestGrid(count, phone, upright);
    const wideOnes = bestGrid(count, phone, { gap: 8 });
    t.ok(tileWidth / tileHeight >= 0.79 && tileWidth / tileHeight <= 1.8, `${count}: ${tileWidth} × ${tileHeight}`);
    t.ok(tileWidth * tileHeight >= wideOnes.tileWidth * wideOnes.tileHeight, `${count} is not smaller`);
  }
  t.end();
});

test('no room and nobody are no reason to fail', (t) => {
  t.same(bestGrid(3, { width: 0, height: 0 }, { gap: 8 }), { columns: 1, tileWidth: 0, tileHeight: 0 });
  t.equal(bestGrid(0, wide, { gap: 8 }).columns, 1);
  t.end();
});
