export type AutoplayOutcome = 'with-sound' | 'muted' | 'needs-click' | 'interrupted';

/** Plays with sound if the browser lets it, else muted, else not at all until the person clicks. */
export async function autoplay(video: Pick<HTMLVideoElement, 'play' | 'muted'>): Promise<AutoplayOutcome> {
  const first = await attempt(video);
  if (first !== 'refused') return first === 'played' ? (video.muted ? 'muted' : 'with-sound') : 'interrupted';
  if (video.muted) return 'needs-click';
  video.muted = true;
  const second = await attempt(video);
  if (second === 'refused') return 'needs-click';
  return second === 'played' ? 'muted' : 'interrupted';
}

async function attempt(video: Pick<HTMLVideoElement, 'play'>): Promise<'played' | 'refused' | 'interrupted'> {
  try {
    await video.play();
    return 'played';
  } catch (error) {
    // AbortError: a new source was loaded or pause() was called before it could begin.
    return error instanceof Error && error.name === 'NotAllowedError' ? 'refused' : 'interrupted';
  }
}
