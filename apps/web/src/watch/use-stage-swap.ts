import type { StageView } from '@rostrum/client';
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer } from 'react';
import { flushSync } from 'react-dom';
import type { StageMomentsValue } from '../studio/stage-moments.ts';
import { lastHeardMs } from './resume-moment.ts';
import { nextSwap, type StageSwap } from './stage-swap.ts';

/** Longer than this nobody waits for a picture: the stage then shows names. */
const longestWaitMs = 3000;

/**
 * Follows the person between the audience and the stage; `moments` are told by the stage's own parts.
 * @param isDrawn the stage's elements are there: before, nothing of it is seen or heard
 */
export function useStageSwap(view: StageView, isDrawn: boolean): { swap: StageSwap; moments: StageMomentsValue } {
  const [swap, dispatch] = useReducer(nextSwap, { name: 'player' });
  const isOnStage = view.phase.name === 'on-stage';
  const isPictureToCome = (view.room?.participants ?? []).some(
    ({ id, producers }) => id !== view.me && producers.some(isPicture),
  );
  useLayoutEffect(() => {
    if (!isOnStage) return;
    dispatch({ type: 'on-stage' });
    const timer = setTimeout(() => dispatch({ type: 'seen' }), longestWaitMs);
    return () => {
      clearTimeout(timer);
      dispatch({ type: 'off-stage', lastHeardMs: lastHeardMs(Date.now()) });
    };
  }, [isOnStage]);
  useEffect(() => {
    if (isDrawn && !isPictureToCome) dispatch({ type: 'seen' });
  }, [isDrawn, isPictureToCome]);
  // In the same moment that their elements begin to play: their own event comes too late by a frame or two.
  const isVoiceThere = view.remote.some(({ track }) => track.kind === 'audio');
  useLayoutEffect(() => {
    if (isDrawn && isVoiceThere) dispatch({ type: 'heard' });
  }, [isDrawn, isVoiceThere]);
  // At once, and not when React finds the time.
  const onSound = useCallback(() => flushSync(() => dispatch({ type: 'heard' })), []);
  const onPicture = useCallback(() => flushSync(() => dispatch({ type: 'seen' })), []);
  const moments = useMemo(() => ({ onSound, onPicture }), [onSound, onPicture]);
  return { swap, moments };
}

const isPicture = ({ source, paused }: { source: string; paused: boolean }): boolean =>
  !paused && (source === 'camera' || source === 'screen');
