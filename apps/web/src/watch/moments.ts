import { momentsUntil } from '@rostrum/player';
import type { Card, Moment } from '@rostrum/protocol';

/** What goes with the picture that a viewer sees now. */
export interface AudienceFacts {
  readonly speaker: string | null;
  /** `atMs` tells one card from another with the same words. */
  readonly card: { readonly atMs: number; readonly card: Card } | null;
}

export const nothingYet: AudienceFacts = { speaker: null, card: null };

/** @param playheadMs programme time of what is shown */
export function audienceFacts(moments: readonly Moment[], playheadMs: number | undefined): AudienceFacts {
  const facts = { ...nothingYet };
  for (const { atMs, what } of momentsUntil(moments, playheadMs)) {
    if (what.kind === 'speaker') facts.speaker = what.name;
    if (what.kind === 'card') facts.card = { atMs, card: what.card };
  }
  const { card } = facts;
  const isOver = card && (playheadMs ?? 0) >= card.atMs + card.card.seconds * 1000;
  return isOver ? { ...facts, card: null } : facts;
}
