/** Where a viewer stands between the audience and the stage. */
export type Promotion =
  | { readonly name: 'none' }
  /** A host asks. `isReady`: everything that can be opened before the answer is. */
  | { readonly name: 'offered'; readonly by: string; readonly until: string | undefined; readonly isReady: boolean }
  | { readonly name: 'accepting'; readonly by: string }
  | { readonly name: 'on-stage' };

export type PromotionEvent =
  | { readonly type: 'offered'; readonly by: string; readonly until?: string }
  | { readonly type: 'ready' }
  | { readonly type: 'accepted' }
  /** Withdrawn, too old, or answered with "not now". */
  | { readonly type: 'closed' }
  | { readonly type: 'joined' }
  | { readonly type: 'failed' }
  /** Sent back, or left. */
  | { readonly type: 'demoted' };

export const noPromotion: Promotion = { name: 'none' };

/** What follows from an event. One that does not belong to where the person stands changes nothing. */
export function nextPromotion(now: Promotion, event: PromotionEvent): Promotion {
  switch (event.type) {
    case 'offered':
      return afterOffer(now, event);
    case 'ready':
      return now.name === 'offered' ? { ...now, isReady: true } : now;
    case 'accepted':
      return now.name === 'offered' ? { name: 'accepting', by: now.by } : now;
    case 'closed':
      return now.name === 'offered' ? noPromotion : now;
    case 'joined':
      return { name: 'on-stage' };
    case 'failed':
      return now.name === 'accepting' ? noPromotion : now;
    case 'demoted':
      return noPromotion;
    default:
      return event satisfies never;
  }
}

/** The event tells until when; the state, which comes with it, does not. */
function afterOffer(now: Promotion, { by, until }: Extract<PromotionEvent, { type: 'offered' }>): Promotion {
  if (now.name === 'none') return { name: 'offered', by, until, isReady: false };
  if (now.name !== 'offered' || (now.by === by && (until === undefined || until === now.until))) return now;
  return { ...now, by, until: until ?? now.until };
}
