import type { Scene } from '@rostrum/protocol';
import t from 'tap';
import { layout } from './layout.ts';
import type { LayoutInput } from './layout-input.ts';
import { idOf, inputOf, peopleOf, personOf } from './scene.fixture.ts';
import { steady } from './steady.ts';
import { tileHeights } from './tile-heights.ts';

const keys = (input: LayoutInput): string => {
  const plan = layout(input);
  return plan.kind === 'tiles'
    ? plan.tiles.map(({ key }) => key.replace('camera:u_', '').replace(':u_', '')).join(' ')
    : plan.kind;
};
const sharing = (count: number, who = 0) => peopleOf(count).with(who, personOf(who, { hasScreen: true }));

t.test('auto: alike while they are few, the speaker large among many, the spotlight among three', async (test) => {
  test.equal(keys(inputOf(peopleOf(6), { speaker: idOf(4) })), '0 1 2 3 4 5');
  test.equal(keys(inputOf(peopleOf(9), { speaker: idOf(8) })), '8 0 1 2 3 4 5');
  test.equal(keys(inputOf(peopleOf(9))), '0 1 2 3 4 5 6 7 8', 'nobody has spoken yet');
  test.equal(keys(inputOf(peopleOf(3), { spotlight: idOf(2), speaker: idOf(1) })), '2 0 1');
  test.equal(keys(inputOf(sharing(9), { speaker: idOf(8) })), 'screen0 0 1 2 3 4 8', 'the speaker is beside the share');
});

t.test(
  'who is chosen is in front; who is not there leaves their place to the spotlight and the speaker',
  async (test) => {
    const scene = (kind: 'speaker' | 'person', ...people: number[]): Scene => ({ kind, people: people.map(idOf) });
    test.equal(keys(inputOf(peopleOf(3), { scene: scene('person', 2) })), '2');
    test.equal(keys(inputOf(peopleOf(3), { scene: scene('person', 7), speaker: idOf(1) })), '1');
    test.equal(keys(inputOf(peopleOf(3), { scene: scene('person'), spotlight: idOf(2), speaker: idOf(1) })), '2');
    test.equal(keys(inputOf(peopleOf(3), { scene: scene('speaker', 1) })), '1 0 2');
    const pair: Scene = { kind: 'side-by-side', people: [idOf(2), idOf(0)] };
    test.equal(keys(inputOf(peopleOf(3), { scene: pair })), '2 0', 'on the sides that the host has said');
    test.equal(keys(inputOf(sharing(3), { scene: pair })), '2 0', 'two who were chosen come before a share');
    test.equal(keys(inputOf(sharing(3), { scene: { kind: 'side-by-side', people: [idOf(1)] } })), 'screen0 1');
    const interview: Scene = { kind: 'interview', people: [idOf(3)] };
    test.equal(keys(inputOf(peopleOf(5), { scene: interview, speaker: idOf(1) })), '3 1 0 2 4');
  },
);

t.test('a speaker who changes does not change the sides of two', async (test) => {
  const scene: Scene = { kind: 'side-by-side', people: [] };
  test.equal(keys(inputOf(peopleOf(2), { scene, speaker: idOf(0) })), '0 1');
  test.equal(keys(inputOf(peopleOf(2), { scene, speaker: idOf(1) })), '0 1');
});

t.test('picture in picture: the share or the first, and somebody in the corner', async (test) => {
  const scene: Scene = { kind: 'picture-in-picture', people: [] };
  test.equal(keys(inputOf(sharing(2), { scene, speaker: idOf(1) })), 'screen0 1');
  test.equal(keys(inputOf(peopleOf(2), { scene })), '0 1');
  test.equal(keys(inputOf(peopleOf(1), { scene })), '0');
  const plan = layout(inputOf(sharing(1), { scene }));
  test.match(plan, {
    tiles: [
      { width: 1280, height: 720, isInset: false },
      { width: 288, height: 162, isInset: true },
    ],
  });
});

t.test('a share over all; without one it is as auto would', async (test) => {
  test.equal(keys(inputOf(sharing(3), { scene: { kind: 'share' } })), 'screen0');
  test.equal(keys(inputOf(peopleOf(3), { scene: { kind: 'share' } })), '0 1 2');
});

t.test('hidden people are nowhere, with what they share; the order is the host’s', async (test) => {
  test.equal(keys(inputOf(sharing(3), { hidden: [idOf(0)] })), '1 2');
  test.equal(keys(inputOf(peopleOf(2), { hidden: [idOf(0), idOf(1)] })), 'slate');
  test.equal(keys(inputOf(peopleOf(4), { order: [idOf(3), idOf(9), idOf(1)] })), '3 1 0 2');
});

t.test('the accent is the speaker’s, and only among others', async (test) => {
  const accented = (input: LayoutInput) => {
    const plan = layout(input);
    return plan.kind === 'tiles' ? plan.tiles.filter(({ isAccented }) => isAccented).map(({ key }) => key) : [];
  };
  test.same(accented(inputOf(peopleOf(3), { speaker: idOf(1) })), ['camera:u_1']);
  test.same(accented(inputOf(peopleOf(1), { speaker: idOf(0) })), []);
});

t.test('a lower third takes the names that it would cover half, and no others', async (test) => {
  const lowerThird = { name: 'Ada', title: '' };
  const named = (count: number) => {
    const plan = layout(inputOf(peopleOf(count), { lowerThird }));
    return plan.kind === 'tiles' ? plan.tiles.filter(({ label }) => label).map(({ key }) => key) : [];
  };
  test.same(named(1), []);
  test.same(named(4), ['camera:u_0', 'camera:u_1', 'camera:u_3']);
});

t.test('slates say what they are for; the first counts down when it knows until when', async (test) => {
  const until = '2026-03-01T10:00:00.000Z';
  const starting = layout(inputOf(peopleOf(2), { scene: { kind: 'slate', slate: 'starting', until } }));
  test.match(starting, { kind: 'slate', title: 'Starting soon', message: 'Talk', untilMs: Date.parse(until) });
  const back = layout(inputOf(peopleOf(2), { scene: { kind: 'slate', slate: 'back-soon', until } }));
  test.match(back, { kind: 'slate', title: 'Back soon', untilMs: null });
});

t.test('a camera that flickers keeps its tile; one that is away for a second does not', async (test) => {
  const on = [personOf(0)];
  const off = [personOf(0, { hasCamera: false })];
  const begun = steady(on, new Map(), 0);
  const flicker = steady(off, begun.lastThere, 900);
  test.equal(flicker.people[0]?.hasCamera, true);
  test.equal(steady(on, flicker.lastThere, 950).people[0]?.hasCamera, true);
  test.equal(steady(off, flicker.lastThere, 1000).people[0]?.hasCamera, false);
  test.equal(steady(off, new Map(), 0).people[0]?.hasCamera, false, 'one that was never there is not there');
});

t.test('the lines that each camera is shown with', async (test) => {
  const heights = (input: LayoutInput) => Object.fromEntries(tileHeights(layout(input)));
  test.same(heights(inputOf(peopleOf(1))), { u_0: 720 });
  test.same(heights(inputOf(peopleOf(1), { ticker: 'News' })), { u_0: 720 }, 'cut above and below');
  test.same(heights(inputOf(sharing(2))), { u_0: 126, u_1: 126 });
  test.same(heights(inputOf(sharing(2), { scene: { kind: 'share' } })), {}, 'nobody is seen');
});
