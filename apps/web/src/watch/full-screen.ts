import { type RefObject, useSyncExternalStore } from 'react';

/** Safari on iPhone can show only a video element, and only its own way. */
interface PhoneVideo extends HTMLVideoElement {
  webkitEnterFullscreen?(): void;
}

/** Whole screen for the box with its controls, or back. A refusal of the browser leaves things as they are. */
export async function toggleFullScreen(box: HTMLElement): Promise<void> {
  if (document.fullscreenElement) return document.exitFullscreen().catch(() => undefined);
  if (document.fullscreenEnabled) return box.requestFullscreen().catch(() => undefined);
  box.querySelector<PhoneVideo>('video')?.webkitEnterFullscreen?.();
}

export function useIsFullScreen(box: RefObject<HTMLElement | null>): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('fullscreenchange', listener);
      return () => document.removeEventListener('fullscreenchange', listener);
    },
    () => box.current !== null && document.fullscreenElement === box.current,
  );
}

export const canPictureInPicture = (): boolean => document.pictureInPictureEnabled === true;

export async function togglePictureInPicture(video: HTMLVideoElement): Promise<void> {
  if (document.pictureInPictureElement) return document.exitPictureInPicture().catch(() => undefined);
  await video.requestPictureInPicture().catch(() => undefined); // No picture yet, or refused by the browser.
}
