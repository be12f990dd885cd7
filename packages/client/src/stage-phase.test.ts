import { Fault } from '@rostrum/protocol';
import { test } from 'tap';
import { nextStagePhase, type StageEvent, type StagePhase } from './stage-phase.ts';

const after = (...events: StageEvent[]) => events.reduce<StagePhase>(nextStagePhase, { name: 'connecting' });
const greeted: StageEvent = { type: 'greeted', resumed: false };
const asked: StageEvent = { type: 'join-asked', personName: 'Ada' };

test('connecting, lobby, joining, on stage, left', (t) => {
  t.same(after(greeted), { name: 'lobby' });
  t.same(after(greeted, asked), { name: 'joining', personName: 'Ada' });
  t.same(after(greeted, asked, { type: 'joined' }), { name: 'on-stage', personName: 'Ada', media: 'flowing' });
  t.same(after(greeted, asked, { type: 'joined' }, { type: 'left' }), { name: 'left' });
  t.end();
});

test('a refused join goes back to the lobby with its sentence', (t) => {
  const fault = new Fault('STAGE_FULL');
  t.same(after(greeted, asked, { type: 'join-failed', fault }), { name: 'lobby', problem: fault });
  t.end();
});

test('media is restored after a loss and after a resume that came too late', (t) => {
  const onStage = [greeted, asked, { type: 'joined' }] as const;
  t.match(after(...onStage, { type: 'media-lost' }), { media: 'restoring' });
  t.match(after(...onStage, { type: 'greeted', resumed: true }), { media: 'flowing' });
  t.match(after(...onStage, greeted), { media: 'restoring' });
  t.match(after(...onStage, greeted, { type: 'joined' }), { media: 'flowing' });
  const later = new Fault('SFU_UNAVAILABLE');
  t.match(after(...onStage, greeted, { type: 'join-failed', fault: later }), { media: 'restoring' });
  const never = new Fault('WEBINAR_ENDED');
  t.match(after(...onStage, greeted, { type: 'join-failed', fault: never }), { name: 'refused', fault: never });
  t.end();
});

test('what is over stays over, and stray events change nothing', (t) => {
  t.same(after(greeted, { type: 'replaced' }, greeted, asked, { type: 'joined' }), { name: 'replaced' });
  t.same(after({ type: 'joined' }), { name: 'connecting' });
  t.same(after(asked), { name: 'connecting' });
  t.same(after(greeted, { type: 'media-lost' }), { name: 'lobby' });
  t.end();
});

test('who is sent back to the audience can come again', (t) => {
  const back = after(greeted, asked, { type: 'joined' }, { type: 'demoted' });
  t.same(back, { name: 'lobby' });
  t.match(nextStagePhase(back, asked), { name: 'joining' });
  t.same(after(greeted, { type: 'demoted' }), { name: 'lobby' });
  t.end();
});
