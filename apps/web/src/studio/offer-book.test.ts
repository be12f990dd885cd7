import type { Hand, ParticipantId } from '@rostrum/protocol';
import { test } from 'tap';
import { expired, handLines, type OfferBook, withOffer, withoutOffer } from './offer-book.ts';

const ada = { participantId: 'ada' as ParticipantId, name: 'Ada' };
const ben = { participantId: 'ben' as ParticipantId, name: 'Ben' };
const hand = (who: typeof ada): Hand => ({ ...who, raisedAt: '2026-11-23T20:00:00Z' });
const nobody: OfferBook = new Map();

test('hands in their order, with what became of an offer; then who was asked without a hand', (t) => {
  const book = withOffer(withOffer(nobody, ben, 'declined'), ada, 'asked');
  t.same(handLines([hand(ada)], book), [
    { ...ada, isRaised: true, offer: 'asked' },
    { ...ben, isRaised: false, offer: 'declined' },
  ]);
  t.same(
    handLines([hand(ben), hand(ada)], nobody).map(({ name, offer }) => [name, offer]),
    [
      ['Ben', undefined],
      ['Ada', undefined],
    ],
  );
  t.end();
});

test('only an offer without an answer expires', (t) => {
  const declined = withOffer(nobody, ada, 'declined');
  t.equal(expired(declined, ada), declined);
  t.equal(expired(nobody, ada), nobody);
  t.equal(expired(withOffer(nobody, ada, 'asked'), ada).get(ada.participantId)?.state, 'expired');
  t.end();
});

test('who came on stage is no longer listed', (t) => {
  const book = withOffer(withOffer(nobody, ada, 'asked'), ben, 'asked');
  t.same([...withoutOffer(book, (id) => id === 'ada').keys()], ['ben']);
  t.equal(
    withoutOffer(book, () => false),
    book,
    'no change is the same book',
  );
  t.end();
});
