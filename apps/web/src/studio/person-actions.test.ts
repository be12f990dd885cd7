import type { ParticipantId, StageParticipant } from '@rostrum/protocol';
import { test } from 'tap';
import { actionsOn } from './person-actions.ts';

const person = (more: Partial<StageParticipant> = {}): StageParticipant => ({
  id: 'p' as ParticipantId,
  name: 'Ben',
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  reconnecting: false,
  producers: [],
  ...more,
});
const host = { id: 'h', role: 'host' } as const;
const coHost = { id: 'c', role: 'co-host' } as const;

test('who does not moderate is offered nothing', (t) => {
  t.same(actionsOn(person(), { id: 'x', role: 'presenter' }), []);
  t.same(actionsOn(person({ id: 'x' as ParticipantId }), { id: 'x', role: 'presenter' }), []);
  t.same(actionsOn(person(), { id: undefined, role: undefined }), []);
  t.end();
});

test('what fits the person now', (t) => {
  t.same(actionsOn(person(), host), ['send-backstage', 'make-co-host', 'remove']);
  const busy = person({
    place: 'backstage',
    producers: [
      { source: 'microphone', producerId: '1', paused: false },
      { source: 'camera', producerId: '2', paused: true },
      { source: 'screen', producerId: '3', paused: false },
    ],
  });
  t.same(actionsOn(busy, host), ['bring-on', 'mute', 'stop-share', 'make-co-host', 'remove']);
  t.same(actionsOn(busy, coHost), ['bring-on', 'mute', 'stop-share', 'remove'], 'only the host names co-hosts');
  t.end();
});

test('a promoted viewer is sent back, and never made a co-host', (t) => {
  t.same(actionsOn(person({ isPromoted: true }), host), ['send-backstage', 'demote', 'remove']);
  t.end();
});

test('the host is not moderated, nor a co-host by another one; everybody places themselves', (t) => {
  t.same(actionsOn(person({ role: 'host' }), coHost), []);
  t.same(actionsOn(person({ role: 'co-host' }), coHost), []);
  t.same(actionsOn(person({ role: 'co-host' }), host), ['send-backstage', 'make-presenter', 'remove']);
  t.same(actionsOn(person({ id: 'h' as ParticipantId, role: 'host', place: 'backstage' }), host), ['bring-on']);
  t.end();
});
