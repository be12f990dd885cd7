import { test } from 'tap';
import { Invitation } from './invitation.ts';
import type { Preparation } from './preparation.ts';

function open() {
  const preparation = { state: 'none' as Preparation['state'], begun: 0, dropped: 0 };
  const invitation = new Invitation({
    get state() {
      return preparation.state;
    },
    begin: () => {
      preparation.state = 'opening';
      preparation.begun += 1;
    },
    drop: () => {
      if (preparation.state !== 'none') preparation.dropped += 1;
      preparation.state = 'none';
    },
  });
  return { invitation, preparation };
}

test('what was opened for a hand serves the question', (t) => {
  const { invitation, preparation } = open();
  invitation.handChanged(false);
  t.equal(preparation.begun, 0);
  invitation.handChanged(true);
  invitation.handChanged(true);
  preparation.state = 'ready';
  invitation.offered('Ada');
  t.equal(preparation.begun, 1);
  t.match(invitation.state.value, { name: 'offered', isReady: true });
  t.end();
});

test('what was not opened yet, or could not be, is opened with the question', (t) => {
  for (const state of ['none', 'failed'] as const) {
    const { invitation, preparation } = open();
    preparation.state = state;
    invitation.offered('Ada');
    invitation.offered('Ada');
    t.equal(preparation.begun, 1, state);
    t.match(invitation.state.value, { name: 'offered', isReady: false });
  }
  const { invitation, preparation } = open();
  preparation.state = 'failed';
  invitation.handChanged(true);
  t.equal(preparation.begun, 0, 'a hand does not try again with each word of the room');
  t.end();
});

test('a hand that is down lets go of it, but not of what a question needs', (t) => {
  const { invitation, preparation } = open();
  invitation.handChanged(true);
  invitation.handChanged(false);
  t.equal(preparation.dropped, 1);
  invitation.handChanged(true);
  invitation.offered('Ada');
  invitation.handChanged(false);
  t.equal(preparation.dropped, 1);
  invitation.dispatch({ type: 'closed' });
  t.equal(preparation.dropped, 2);
  t.end();
});
