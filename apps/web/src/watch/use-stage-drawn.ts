import type { LocalMedia } from '@rostrum/client';
import { useEffect, useState } from 'react';
import { useObservable } from '../use-observable.ts';

/** A device that has not opened by then is not waited for. */
const longestWaitMs = 500;

/**
 * Whether the stage is to be drawn. Drawing it takes this page's only thread from the microphone that is just being opened,
 * which the others wait for; the person has the programme's picture meanwhile.
 */
export function useStageDrawn(media: LocalMedia, isOnStage: boolean): boolean {
  const { microphone } = useObservable(media.state);
  const [wasDrawn, setDrawn] = useState(false);
  const isDrawn = isOnStage && (wasDrawn || microphone.name !== 'starting');
  useEffect(() => {
    if (!isOnStage || isDrawn) return setDrawn(isDrawn);
    const timer = setTimeout(() => setDrawn(true), longestWaitMs);
    return () => clearTimeout(timer);
  }, [isOnStage, isDrawn]);
  return isDrawn;
}
