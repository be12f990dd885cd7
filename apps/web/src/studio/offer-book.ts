import type { Hand, ParticipantId } from '@rostrum/protocol';

export type OfferState = 'asked' | 'declined' | 'expired';

/** Whom this page asked to come on stage, and what became of it. */
export type OfferBook = ReadonlyMap<ParticipantId, { readonly name: string; readonly state: OfferState }>;

export interface Asked {
  readonly participantId: ParticipantId;
  readonly name: string;
}

export const withOffer = (book: OfferBook, { participantId, name }: Asked, state: OfferState): OfferBook =>
  new Map(book).set(participantId, { name, state });

export function withoutOffer(book: OfferBook, gone: (id: ParticipantId) => boolean): OfferBook {
  const left = [...book].filter(([id]) => !gone(id));
  return left.length === book.size ? book : new Map(left);
}

/** An offer that nobody answered; one that was answered meanwhile stays as it is. */
export const expired = (book: OfferBook, asked: Asked): OfferBook =>
  book.get(asked.participantId)?.state === 'asked' ? withOffer(book, asked, 'expired') : book;

/** One line of the list: somebody who wants to speak, or who was asked to. */
export interface HandLine {
  readonly participantId: ParticipantId;
  readonly name: string;
  readonly isRaised: boolean;
  readonly offer: OfferState | undefined;
}

/** Raised hands in their order, then those who were asked without one. */
export function handLines(hands: readonly Hand[], book: OfferBook): HandLine[] {
  const raised = hands.map(({ participantId, name }) => ({
    participantId,
    name,
    isRaised: true,
    offer: book.get(participantId)?.state,
  }));
  const others = [...book].filter(([id]) => !hands.some(({ participantId }) => participantId === id));
  return [
    ...raised,
    ...others.map(([participantId, { name, state }]) => ({ participantId, name, isRaised: false, offer: state })),
  ];
}
