import type { LocalMedia } from '@rostrum/client';
import { startTransition, useEffect, useState } from 'react';
import { useObservable } from '../use-observable.ts';

/** A device that has not opened by then is not waited for. */
const longestWaitMs = 600;

/**
 * Whether the stage is to be drawn. Drawing it takes this page's only thread from the devices that are just being opened,
 * which the others wait for; the person has the programme's picture meanwhile.
 */
export function useStageDrawn(media: LocalMedia, isOnStage: boolean): boolean {
  const { microphone, camera } = useObservable(media.state);
  const [isDrawn, setDrawn] = useState(false);
  const isOpening = microphone.name === 'starting' || camera.name === 'starting';
  useEffect(() => {
    if (!isOnStage) return setDrawn(false);
    // In pieces, between which what they give can be sent.
    const draw = () => startTransition(() => setDrawn(true));
    if (!isOpening) return draw();
    const timer = setTimeout(draw, longestWaitMs);
    return () => clearTimeout(timer);
  }, [isOnStage, isOpening]);
  return isOnStage && isDrawn;
}
