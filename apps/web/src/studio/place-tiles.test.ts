import { test } from 'tap';
import { type Box, placeTiles } from './place-tiles.ts';

const wide = { width: 1200, height: 675 };
const phone = { width: 370, height: 600 };
const within = ({ x, y, width, height }: Box, area: typeof wide) =>
  x - width / 2 >= -0.5 &&
  y - height / 2 >= -0.5 &&
  x + width / 2 <= area.width + 0.5 &&
  y + height / 2 <= area.height + 0.5;
const overlap = (a: Box, b: Box) =>
  Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;

test('everybody is within the stage, and nobody lies on somebody else', (t) => {
  for (const area of [wide, phone])
    for (const hasBig of [false, true])
      for (let count = 0; count <= 16; count++) {
        const { big, beside } = placeTiles(count, area, hasBig);
        const all = big ? [big, ...beside] : beside;
        t.equal(beside.length, count);
        t.ok(
          all.every((box) => within(box, area)),
          `${count} ${hasBig}`,
        );
        t.notOk(
          all.some((box, i) => all.slice(0, i).some((other) => overlap(box, other))),
          `${count} ${hasBig} apart`,
        );
      }
  t.end();
});

test('the big one has most of the room, with the others beside it or below', (t) => {
  const side = placeTiles(3, wide, true);
  t.ok((side.big?.width ?? 0) > 900);
  t.ok(side.beside.every(({ x }) => x > 900));
  const below = placeTiles(3, phone, true);
  t.equal(below.big?.width, 370);
  t.ok(below.beside.every(({ y }) => y > 480));
  t.equal(placeTiles(0, wide, true).big?.width, 1200);
  t.end();
});

test('below a big one, many others have the room that it does not need', (t) => {
  const few = placeTiles(1, phone, true);
  const many = placeTiles(6, phone, true);
  t.ok((many.big?.height ?? 0) >= 0.55 * phone.height, 'more than half is the big one');
  t.ok((few.big?.height ?? 0) > (many.big?.height ?? 0));
  t.ok(many.beside.every(({ width, height }) => width > 100 && height > 100));
  t.end();
});

test('a last row that is shorter is in the middle', (t) => {
  const { beside } = placeTiles(3, wide, false);
  t.equal(beside[2]?.x, 600);
  t.end();
});

test('no room is no reason to fail', (t) => {
  t.equal(placeTiles(3, { width: 0, height: 0 }, true).beside.length, 3);
  t.end();
});
