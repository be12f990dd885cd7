import type { StageView } from '@rostrum/client';
import { test } from 'tap';
import { stageChanges } from './stage-changes.ts';

const person = (id: string, more = {}) => ({ id, name: id, place: 'stage', producers: [], ...more });
const view = (participants: object[], { socket = 'open', hands = [] as string[], state = 'scheduled' } = {}) =>
  ({
    me: 'Ada',
    socket: { name: socket },
    room: {
      participants,
      hands: hands.map((name) => ({ participantId: name, name })),
      webinar: { state },
    },
  }) as unknown as StageView;

const ada = person('Ada');
const ben = person('Ben');

test('comings, goings, hands and screens of others are said', (t) => {
  t.same(stageChanges(view([ada]), view([ada, ben])), ['Ben joined.']);
  t.same(stageChanges(view([ada, ben]), view([ada])), ['Ben left.']);
  t.same(stageChanges(view([ada]), view([ada], { hands: ['Cem'] })), ['Cem raised a hand.']);
  const sharing = person('Ben', { producers: [{ source: 'screen' }] });
  t.same(stageChanges(view([ada, ben]), view([ada, sharing])), ['Ben shares a screen.']);
  t.same(stageChanges(view([ada, sharing]), view([ada, sharing])), []);
  t.end();
});

test('one hears of oneself only what somebody else did', (t) => {
  t.same(stageChanges(view([]), view([ada])), []);
  t.same(stageChanges(view([person('Ada', { place: 'backstage' })]), view([ada])), ['You are on stage.']);
  t.same(stageChanges(view([ada]), view([person('Ada', { place: 'backstage' })])), ['You are backstage.']);
  t.end();
});

test('going live and coming back are said', (t) => {
  t.same(stageChanges(view([ada]), view([ada], { state: 'live' })), ['The webinar is live.']);
  t.same(stageChanges(view([ada], { socket: 'reconnecting' }), view([ada])), ['Connected again.']);
  t.end();
});
