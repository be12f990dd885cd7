import { FakeClock } from '@rostrum/lifecycle';
import { newId, type ParticipantId, resumeWithinMs } from '@rostrum/protocol';
import t from 'tap';
import { Absences, grantLastsMs } from './absences.ts';

function fixture() {
  const clock = new FakeClock();
  const here = new Set<ParticipantId>();
  const lost: string[] = [];
  const absences = new Absences({
    clock,
    enqueue: (task) => void task(),
    isHere: (id) => here.has(id),
    onPlaceLost: async () => void lost.push('place'),
    onGrantLost: () => void lost.push('grant'),
  });
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { absences, here, lost, pass, clock };
}

t.test('who stays away loses their place, and later the right to come back', async (t) => {
  const { absences, lost, pass, clock } = fixture();
  absences.begin(newId('participant'));
  await pass(resumeWithinMs - 1);
  t.same(lost, []);
  await pass(1);
  t.same(lost, ['place']);
  await pass(grantLastsMs - resumeWithinMs - 1);
  t.same(lost, ['place']);
  await pass(1);
  t.same(lost, ['place', 'grant']);
  t.equal(clock.timers, 0);
});

t.test('who is back in between loses nothing more', async (t) => {
  const { absences, here, lost, pass } = fixture();
  const [early, late, unnoticed] = [newId('participant'), newId('participant'), newId('participant')];
  for (const id of [early, late, unnoticed]) absences.begin(id);
  absences.end(early);
  here.add(unnoticed);
  await pass(resumeWithinMs);
  t.same(lost, ['place'], 'of the late one alone');
  absences.end(late);
  await pass(grantLastsMs);
  t.same(lost, ['place']);
});
