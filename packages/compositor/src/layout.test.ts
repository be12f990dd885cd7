import type { ParticipantId } from '@rostrum/protocol';
import t, { type Test } from 'tap';
import { initials } from './initials.ts';
import { layout } from './layout.ts';
import type { ScenePerson } from './layout-input.ts';
import type { Plan, Tile } from './plan.ts';

const canvas = { width: 1280, height: 720, slate: { title: 'Talk', message: 'Soon' } };
const person = (index: number, more: Partial<ScenePerson> = {}): ScenePerson => ({
  id: `u_${index}` as ParticipantId,
  name: `Person ${index}`,
  hasCamera: true,
  hasScreen: false,
  muted: false,
  ...more,
});
const people = (count: number) => Array.from({ length: count }, (_, index) => person(index));

function tilesOf(plan: Plan): readonly Tile[] {
  if (plan.kind !== 'tiles') throw new Error(`a ${plan.kind} has no tiles`);
  return plan.tiles;
}

const overlap = (a: Tile, b: Tile) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function assertSound(test: Test, tiles: readonly Tile[]): void {
  for (const tile of tiles) {
    test.ok(tile.x >= 0 && tile.y >= 0, 'starts inside');
    test.ok(tile.x + tile.width <= canvas.width && tile.y + tile.height <= canvas.height, 'ends inside');
    test.equal(tile.width % 32, 0, 'width is a multiple of 32');
    test.equal(tile.height % 2, 0, 'height is even');
    test.equal(tile.x % 2, 0, 'x is even');
    test.equal(tile.y % 2, 0, 'y is even');
  }
  const clash = tiles.some((a, index) => tiles.slice(index + 1).some((b) => overlap(a, b)));
  test.notOk(clash, 'no two tiles overlap');
}

t.test('nobody there: the slate', async (test) => {
  test.match(layout({ ...canvas, people: [] }), { kind: 'slate', title: 'Talk', message: 'Soon' });
});

t.test('one to sixteen people share the canvas in equal tiles', async (test) => {
  for (let count = 1; count <= 16; count += 1) {
    const tiles = tilesOf(layout({ ...canvas, people: people(count) }));
    test.equal(tiles.length, count);
    assertSound(test, tiles);
    test.equal(new Set(tiles.map((tile) => tile.width)).size, 1);
  }
});

t.test('one alone fills the canvas', async (test) => {
  const [tile] = tilesOf(layout({ ...canvas, people: people(1) }));
  test.match(tile, { x: 0, y: 0, width: 1280, height: 720 });
});

t.test('a screen is big, with everybody beside it', async (test) => {
  for (let count = 1; count <= 6; count += 1) {
    const sharing = people(count).with(0, person(0, { hasScreen: true }));
    const tiles = tilesOf(layout({ ...canvas, people: sharing }));
    test.equal(tiles.length, count + 1);
    assertSound(test, tiles);
    test.ok((tiles[0]?.width ?? 0) >= 992, 'the screen has most of the width');
  }
});

t.test('of two screens the newest wins the big tile', async (test) => {
  const both = [person(0, { hasScreen: true }), person(1, { hasScreen: true })];
  test.equal(tilesOf(layout({ ...canvas, people: both }))[0]?.key, 'screen:u_1');
});

t.test('a camera that is off leaves a card with initials and the name', async (test) => {
  const [tile] = tilesOf(layout({ ...canvas, people: [person(0, { hasCamera: false, muted: true, title: 'Head' })] }));
  test.match(tile, {
    content: { kind: 'card', initials: 'P0' },
    label: { text: 'Person 0', title: 'Head', muted: true },
  });
});

t.test('initials in any script', async (test) => {
  test.equal(initials('Ada Lovelace'), 'AL');
  test.equal(initials('  madonna '), 'M');
  test.equal(initials('Юрий Гагарин'), 'ЮГ');
  test.equal(initials('山田 太郎'), '山太');
  test.equal(initials('👩🏽‍💻 Dev'), '👩🏽‍💻D');
  test.equal(initials(''), '');
});
