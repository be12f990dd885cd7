import type { StageView } from '@rostrum/client';
import { useEffect, useRef } from 'react';
import { announce } from '../announcer.tsx';
import { stageChanges } from './stage-changes.ts';

/** Says aloud who comes and goes, who shares, when it is live, and when the connection is back. */
export function useStageAnnouncements(view: StageView): void {
  const before = useRef(view);
  useEffect(() => {
    const sentences = stageChanges(before.current, view);
    before.current = view;
    if (sentences.length > 0) announce(sentences.join(' '));
  }, [view]);
}
