import { newId, type Scene, SceneSchema } from '@rostrum/protocol';
import t from 'tap';
import { Value } from 'typebox/value';
import { choiceOf, choices, detailsOf, isSameScene, sceneFor } from './choices.ts';

const [ada, bob, eve] = [newId('participant'), newId('participant'), newId('participant')];
const until = '2030-01-01T10:00:00.000Z';

t.test('every button makes a scene that the room takes, and is found again from it', async (t) => {
  for (const { id } of choices) {
    const scene = sceneFor(id, { people: [ada, undefined, bob, eve], until });
    t.ok(Value.Check(SceneSchema, scene), id);
    t.equal(choiceOf(scene), id);
    t.ok(isSameScene(sceneFor(id, detailsOf(scene)), scene), `${id} from its own details`);
  }
});

t.test('who is chosen twice counts once; the second moves up', async (t) => {
  t.same(sceneFor('interview', { people: [ada, ada], until: undefined }), { kind: 'interview', people: [ada] });
  t.same(sceneFor('interview', { people: [undefined, bob], until: undefined }), { kind: 'interview', people: [bob] });
});

t.test('keys are 1 to 9, each once', async (t) => {
  t.same(
    choices.flatMap(({ shortcut }) => shortcut ?? []),
    ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
  );
});

t.test('scenes are the same whatever the order of their fields', async (t) => {
  const other: Scene = { people: [ada], kind: 'speaker' };
  t.ok(isSameScene(sceneFor('speaker', { people: [ada], until: undefined }), other));
  t.notOk(isSameScene(sceneFor('speaker'), other));
});
