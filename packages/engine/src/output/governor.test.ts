import t from 'tap';
import { type GovernorState, governorStart, governorSteps, next, type Observation } from './governor.ts';

const steps = governorSteps({ hasLadder: true });
const calm = { maxLateMs: 2, busyShare: 0.4 };
const late = { maxLateMs: 400, busyShare: 1 };

/** One observation a second. @returns the level after each */
function watch(from: GovernorState, seconds: number, of: (level: number, second: number) => Omit<Observation, 'atMs'>) {
  let state = from;
  const levels: number[] = [];
  for (let second = 1; second <= seconds; second += 1) {
    state = next(state, { atMs: second * 1000, ...of(state.level, second) }, steps);
    levels.push(state.level);
  }
  return { state, levels };
}

t.test('a machine that keeps up does all of the work', async (test) => {
  const { levels } = watch(governorStart, 120, () => calm);
  test.ok(levels.every((level) => level === 0));
});

t.test('too much is answered at once, then step by step as far as it goes', async (test) => {
  const { levels } = watch(governorStart, 60, () => late);
  test.equal(levels[0], 1);
  test.equal(levels[2], 1, 'a change is given time to work');
  test.equal(levels[3], 2);
  test.equal(levels.at(-1), steps.length - 1, 'and no further');
});

t.test('what is late by seconds sheds everything at once', async (test) => {
  const { levels } = watch(governorStart, 1, () => ({ maxLateMs: 2600, busyShare: 1 }));
  test.equal(levels[0], steps.length - 1);
});

t.test('a machine that is nearly full sheds work before it is late', async (test) => {
  const { levels } = watch(governorStart, 2, () => ({ maxLateMs: 5, busyShare: 0.97 }));
  test.equal(levels[0], 1);
});

t.test('it stays where the work fits, and comes back when there is room', async (test) => {
  const { state } = watch(governorStart, 10, () => late);
  const level = state.level;
  const stays = watch({ ...state, settledMs: 0 }, 100, () => ({ maxLateMs: 5, busyShare: 0.8 }));
  test.equal(stays.state.level, level, 'neither late nor roomy');
  const back = watch({ ...state, settledMs: 0 }, 120, () => calm);
  test.equal(back.levels[14], level, 'not before fifteen seconds of room');
  test.equal(back.state.level, 0);
});

t.test('a step that does not fit is tried ever more rarely', async (test) => {
  // Only two steps down is it less than too much; there it looks roomy.
  const { levels } = watch(governorStart, 3600, (level) => (level < 2 ? late : calm));
  const tries = levels.filter((level, index) => index > 30 && level < (levels[index - 1] ?? 0)).length;
  test.ok(tries >= 3 && tries < 25, `${tries} tries in an hour`);
  const lastHalf = levels.slice(1800);
  test.ok(lastHalf.filter((level) => level === 2).length > lastHalf.length * 0.95, 'nearly always where it fits');
});

t.test('each step is less work than the one before, and one rendition has no steps for others', async (test) => {
  const presets = ['veryfast', 'superfast', 'ultrafast'];
  const work = ({ preset, lowerDivider, paintDivider }: (typeof steps)[number]) =>
    10 - presets.indexOf(preset) * 2 + 2 / lowerDivider + 1 / paintDivider;
  for (const list of [steps, governorSteps({ hasLadder: false })]) {
    test.ok(list.every((step, index) => index === 0 || work(step) < work(list[index - 1] ?? step)));
  }
  const paintings = new Set(
    governorSteps({ hasLadder: false }).map(({ preset, paintDivider }) => preset + paintDivider),
  );
  test.equal(paintings.size, governorSteps({ hasLadder: false }).length);
});
