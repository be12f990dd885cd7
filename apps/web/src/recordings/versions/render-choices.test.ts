import type { ParticipantId } from '@rostrum/protocol';
import { test } from 'tap';
import { noChoices, optionsOf, problemsOf, sceneChoices, secondsIn, versionName } from './render-choices.ts';

const ada = 'u_aaaaaaaaaaaaaaaaaaaa' as ParticipantId;

test('a time is minutes and seconds, or seconds', async (t) => {
  t.equal(secondsIn('2:30'), 150);
  t.equal(secondsIn(' 1:02:03 '), 3723);
  t.equal(secondsIn('90,5'), 90.5);
  for (const wrong of ['', 'x', '1:2:3:4', '-1', '1:']) t.equal(secondsIn(wrong), undefined, wrong);
});

test('a wish without choices is the whole as it was', async (t) => {
  t.same(problemsOf(noChoices, 60), {});
  t.same(optionsOf(noChoices), { height: 1080 });
  t.equal(versionName(optionsOf(noChoices), []), 'As it was, 1080 lines');
});

test('every choice is in the wish, and in its name', async (t) => {
  const fields = {
    ...({ scene: 'grid', height: '720', without: [ada], from: '0:10', to: '0:50' } as const),
    ...{ hasCard: true, cardText: ' Hello ', cardSeconds: '3' },
  };
  t.same(problemsOf(fields, 60), {});
  const options = optionsOf(fields);
  t.same(options, {
    ...{ height: 720, scene: { kind: 'grid' }, without: [ada], from: 10, to: 50 },
    titleCard: { title: 'Hello', seconds: 3 },
  });
  t.equal(versionName(options, [{ id: ada, name: 'Ada' }]), 'Grid, without Ada, 0:10 – 0:50, with a card, 720 lines');
  t.equal(versionName({ from: 10 }, []), 'As it was, 0:10 –, 1080 lines');
});

test('what cannot be made is said where it is written', async (t) => {
  const wrong = { ...noChoices, from: 'x', to: '2:00', hasCard: true, cardSeconds: '31' };
  t.match(problemsOf(wrong, 60), { from: /2:30/, to: /2:30/, cardText: String, cardSeconds: String });
  t.match(problemsOf({ ...noChoices, from: '0:30', to: '0:20' }, 60), { to: /after/ });
});

test('slates are no scenes of a recording', async (t) => {
  t.notOk(sceneChoices.some(({ id }) => id === 'starting'));
  t.ok(sceneChoices.length >= 8);
});
