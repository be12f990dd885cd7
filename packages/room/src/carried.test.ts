import { test } from 'tap';
import { type Carried, type CarriedState, carriedDueMs, carriesAll, withEstimate, withStuck } from './index.ts';

/** One estimate a second, as the SFU gives them. @returns the state after each */
function follow(start: CarriedState, estimates: readonly number[], startMs = 0): CarriedState[] {
  let state = start;
  return estimates.map((kbps, second) => {
    state = withEstimate(state, { kbps, atMs: startMs + second * 1000 });
    return state;
  });
}

const steps = (states: readonly CarriedState[]): Carried[] => states.map(({ carried }) => carried);
const times = (count: number, kbps: number) => Array.from({ length: count }, () => kbps);
const changes = (states: readonly CarriedState[]) =>
  states.filter((state, index) => index > 0 && state.carried !== states[index - 1]?.carried).length;

test('a wide path carries all, and one bad second changes nothing', async (t) => {
  t.same(steps(follow(carriesAll, [1500, 900, 250])), ['all', 'all', 'all']);
  t.same(steps(follow(carriesAll, [1500, 100, 1500, 90, 1500])), ['all', 'all', 'all', 'all', 'all']);
});

test('a thin one loses its pictures but one, and has them again when it is wide', async (t) => {
  t.same(steps(follow(carriesAll, [150, 150, 150])), ['all', 'all', 'one']);
  const [thin = carriesAll] = follow(carriesAll, times(3, 30)).slice(-1);
  t.same(steps(follow(thin, [600, 30, 600, 600, 600], 3000)), ['one', 'one', 'one', 'one', 'all']);
  t.same(follow(thin, times(4, 600), 3000).at(-1), carriesAll);
});

/** On a thin path with nothing that could be sent small. */
function stuckAt(kbps: number): CarriedState {
  return withStuck(follow(carriesAll, times(3, kbps)).at(-1) ?? carriesAll, true);
}

test('where nothing can be sent small, a picture is tried, since an estimate does not rise by itself', async (t) => {
  const trouble = stuckAt(150);
  t.equal(trouble.carried, 'one');
  t.same(steps(follow(trouble, times(4, 233), 3000)), ['one', 'one', 'one', 'one']);
  t.same(steps(follow(trouble, times(9, 233), 3000)).slice(4), ['trial', 'trial', 'trial', 'trial', 'all']);
  const layered = withStuck(trouble, false);
  t.same(
    steps(follow(layered, times(60, 233), 3000)),
    times(60, 0).map(() => 'one'),
    'not where something can',
  );
});

test('a path that stays thin is tried less and less often, and not for long', async (t) => {
  const states = follow(stuckAt(150), times(200, 150), 3000);
  t.equal(steps(states).includes('all'), false);
  const beginnings = states.flatMap(({ carried }, at) =>
    carried === 'trial' && states[at - 1]?.carried === 'one' ? [at] : [],
  );
  t.same(beginnings, [4, 18, 42, 86, 130, 174]);
  const [begun = carriesAll] = follow(stuckAt(150), times(5, 150), 3000).slice(-1);
  t.equal(begun.carried, 'trial');
  t.same(steps(follow(begun, [90, 90], 8000)), ['trial', 'one'], 'one that makes it worse ends');
});

test('what wavers between both marks stays as it is', async (t) => {
  const wavering = Array.from({ length: 60 }, (_, index) => 150 + ((index * 97) % 240));
  t.ok(changes(follow(carriesAll, wavering)) <= 1);
});

test('whatever comes, nothing changes twice within its time', async (t) => {
  let seed = 20_26;
  const random = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  for (let round = 0; round < 200; round += 1) {
    let state = carriesAll;
    let atMs = 0;
    let changedAtMs = Number.NEGATIVE_INFINITY;
    for (let count = 0; count < 100; count += 1) {
      atMs += Math.ceil(random() * 700);
      const before = state.carried;
      state = withEstimate(state, { kbps: Math.round(random() * 800), atMs });
      if (state.carried === before) continue;
      t.ok(atMs - changedAtMs >= 1200, `round ${round}: ${before} to ${state.carried}`);
      changedAtMs = atMs;
      t.ok((carriedDueMs(state) ?? Number.POSITIVE_INFINITY) > atMs);
    }
  }
});
