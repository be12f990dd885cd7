import t from 'tap';
import { layout } from './layout.ts';
import type { LayoutInput } from './layout-input.ts';
import { placePicture } from './place-picture.ts';
import type { Box, Plan } from './plan.ts';
import { anyInput, seeded } from './scene.fixture.ts';

const runs = 4000;

const overlap = (a: Box, b: Box) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isWithin = (a: Box, b: Box) =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

/** What is wrong with a plan, in words; nothing when all is well. */
function faultsOf(plan: Plan, { width, height, people, production }: LayoutInput): string[] {
  const canvas = { x: 0, y: 0, width, height };
  const faults: string[] = [];
  const tiles = plan.kind === 'tiles' ? plan.tiles : [];
  const overlays = [plan.ticker, plan.lowerThird, plan.logo].filter((box) => box !== null);
  for (const box of [...tiles, ...overlays]) {
    if (!isWithin(box, canvas)) faults.push('leaves the canvas');
    if ([box.x, box.y, box.height].some((value) => value % 2 !== 0)) faults.push('is odd');
    if (box.width <= 0 || box.height <= 0) faults.push('is empty');
  }
  tiles.forEach((tile, index) => {
    if (tile.width % 32 !== 0 && tile.width !== width) faults.push('has a width that scalers do not like');
    if (plan.ticker && overlap(tile, plan.ticker)) faults.push('lies under the ticker');
    for (const before of tiles.slice(0, index)) {
      if (tile.isInset ? !isWithin(tile, before) : overlap(tile, before))
        faults.push('overlaps, or an inset sticks out');
    }
    const { participantId } = tile.content;
    if (production?.hidden.includes(participantId)) faults.push('is hidden');
    if (!people.some(({ id }) => id === participantId)) faults.push('is not there');
  });
  if (new Set(tiles.map(({ key }) => key)).size !== tiles.length) faults.push('is there twice');
  const isAnybody = people.some(({ id }) => !production?.hidden.includes(id));
  if (plan.kind === 'tiles' ? tiles.length === 0 : isAnybody && production?.scene.kind !== 'slate') {
    faults.push('shows nobody');
  }
  return faults;
}

t.test('whatever is directed: nothing overlaps, nothing leaves the canvas, nobody hidden is seen', async (test) => {
  const random = seeded(7);
  const wrong: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const input = anyInput(random);
    const faults = faultsOf(layout(input), input);
    if (faults.length > 0) wrong.push(`run ${run}: ${faults.join(', ')}: ${JSON.stringify(input)}`);
  }
  test.same(wrong, []);
});

t.test('the same input gives the same plan, and is left as it was', async (test) => {
  const random = seeded(11);
  const wrong: string[] = [];
  for (let run = 0; run < 300; run += 1) {
    const input = anyInput(random);
    const text = JSON.stringify(input);
    const plan = JSON.stringify(layout(input));
    if (JSON.stringify(layout(JSON.parse(text))) !== plan || JSON.stringify(input) !== text) wrong.push(`run ${run}`);
  }
  test.same(wrong, []);
});

t.test('a mute moves nothing, and keys are of what is shown', async (test) => {
  const random = seeded(13);
  const wrong: string[] = [];
  for (let run = 0; run < 500; run += 1) {
    const input = anyInput(random);
    const muted = { ...input, people: input.people.map((one) => ({ ...one, muted: !one.muted })) };
    const places = (plan: Plan) =>
      plan.kind === 'tiles'
        ? plan.tiles.map(({ key, x, y, width, height }) => ({ key, x, y, width, height }))
        : plan.kind;
    if (JSON.stringify(places(layout(input))) !== JSON.stringify(places(layout(muted)))) wrong.push(`run ${run}`);
  }
  test.same(wrong, []);
});

t.test('a picture keeps its shape, a screen is never cut, and a camera loses less than half', async (test) => {
  const random = seeded(17);
  const wrong: string[] = [];
  const even = (from: number, to: number) => 2 * Math.floor((from + random() * (to - from)) / 2);
  for (let run = 0; run < runs; run += 1) {
    const picture = { width: even(64, 1920), height: even(64, 1920) };
    const tile = { x: even(0, 600), y: even(0, 300), width: 32 * Math.floor(3 + random() * 37), height: even(54, 720) };
    for (const source of ['camera', 'screen'] as const) {
      const { scaled, left, top, shown } = placePicture(picture, tile, source);
      const faults: string[] = [];
      if (!isWithin(shown, tile)) faults.push('leaves its tile');
      if (left + shown.width > scaled.width || top + shown.height > scaled.height)
        faults.push('shows more than there is');
      const share = (shown.width * shown.height) / (scaled.width * scaled.height);
      if (source === 'screen' && share < 1) faults.push('cuts a screen');
      if (share < 0.5) faults.push('cuts too much');
      const [across, upright] = [scaled.width / picture.width, scaled.height / picture.height];
      const [columns, lines] = [scaled.width - picture.width * upright, scaled.height - picture.height * across];
      // What a scaler's step, or a tile that is filled, may take.
      if (Math.min(Math.abs(columns), Math.abs(lines)) > 16) faults.push('is out of shape');
      if ([left, top, shown.x, shown.y, shown.width, shown.height].some((value) => value % 2)) faults.push('is odd');
      if (faults.length > 0)
        wrong.push(`run ${run}: ${faults.join(', ')}: ${JSON.stringify({ picture, tile, source })}`);
    }
  }
  test.same(wrong, []);
});
