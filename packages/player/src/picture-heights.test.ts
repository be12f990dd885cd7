import t from 'tap';
import { heightsOf, levelFor } from './picture-heights.ts';

const ladder = [{ height: 240 }, { height: 720 }, { height: 480 }, { height: 0 }];

t.test('the heights that can be chosen', async (t) => {
  t.same(heightsOf(ladder), [720, 480, 240], 'the highest first, without the sound alone');
  t.same(heightsOf([{ height: 720 }, { height: 720 }]), [], 'one is no choice');
  t.same(heightsOf([]), []);
});

t.test('the level of a chosen height', async (t) => {
  t.equal(levelFor(ladder, undefined), -1, 'nobody chose');
  t.equal(levelFor(ladder, 480), 2);
  t.equal(levelFor(ladder, 600), 2, 'not more than was asked for');
  t.equal(levelFor(ladder, 144), 0, 'the lowest, where all are higher');
  t.equal(levelFor([{ height: 720 }], 240), -1, 'where there is no choice, the engine has it');
});
