import type { LivePlayer } from '@rostrum/player';
import type { Moment } from '@rostrum/protocol';
import { useEffect, useState } from 'react';
import { type AudienceFacts, audienceFacts, nothingYet } from './moments.ts';

/** Finer than anybody notices beside a picture. */
const lookEveryMs = 100;

/** What goes with the picture that is shown now; it changes when the playhead comes to a moment. */
export function useAudienceFacts(player: LivePlayer | undefined, moments: readonly Moment[]): AudienceFacts {
  const [facts, setFacts] = useState(nothingYet);
  useEffect(() => {
    if (!player) return;
    const look = () => {
      const facts = audienceFacts(moments, player.playheadMs);
      // Of who spoke last nobody says that they speak when it is over.
      const now = player.state.value.phase.name === 'ended' ? { ...facts, speaker: null } : facts;
      setFacts((before) => (JSON.stringify(now) === JSON.stringify(before) ? before : now));
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [player, moments]);
  return facts;
}
