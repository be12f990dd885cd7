import type { Observable, StageClient } from '@rostrum/client';
import { expired, type OfferBook, withoutOffer } from './offer-book.ts';

interface WatchedOffers {
  readonly client: StageClient;
  readonly offers: Observable<OfferBook>;
}

/** A little longer than the room keeps an offer open: its own word comes first. */
const openForMs = 62_000;

/** Takes those who came on stage out of the book, and marks the offers that nobody answered. */
export function watchOffers({ client, offers }: WatchedOffers): () => void {
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let before: OfferBook = offers.value;
  const endOffers = offers.subscribe(() => {
    for (const [participantId, { name, state }] of offers.value) {
      if (state !== 'asked' || before.get(participantId)?.state === 'asked') continue;
      const timer = setTimeout(() => {
        timers.delete(timer);
        offers.set(expired(offers.value, { participantId, name }));
      }, openForMs);
      timers.add(timer);
    }
    before = offers.value;
  });
  const endView = client.view.subscribe(() => {
    const here = new Set((client.view.value.room?.participants ?? []).map(({ id }) => id));
    offers.set(withoutOffer(offers.value, (id) => here.has(id)));
  });
  return () => {
    endOffers();
    endView();
    for (const timer of timers) clearTimeout(timer);
  };
}
