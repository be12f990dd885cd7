import type { StageClient, StageView } from '@rostrum/client';
import { type FrameCounts, GapWatch } from './gap-watch.ts';

const readEveryMs = 50;
/** The room waits a little longer. */
const giveUpMs = 10_000;

/** A host rehearses: watches the pictures of the others until all move again, and tells the room for how long one did not. */
export function watchDrill(client: StageClient): void {
  const beganAtMs = performance.now();
  const watch = new GapWatch(beganAtMs, shownFrames(client.view.value));
  const timer = setInterval(() => {
    const nowMs = performance.now();
    watch.read(nowMs, shownFrames(client.view.value));
    const isLate = nowMs - beganAtMs > giveUpMs;
    if (!watch.isOver && !isLate) return;
    clearInterval(timer);
    // Nobody looks at a hidden page, and it draws nothing.
    void client.rehearsal.tellGap(isLate || document.hidden ? null : watch.gapMs);
  }, readEveryMs);
}

function shownFrames({ remote, room }: StageView): FrameCounts {
  const videos = new Map(
    Array.from(document.querySelectorAll('video'), (video) => [trackOf(video)?.id, video] as const),
  );
  const counts = new Map<string, number>();
  for (const { participantId, source, track } of remote) {
    const person = room?.participants.find(({ id }) => id === participantId);
    const isSent = person?.producers.some((producer) => producer.source === source && !producer.paused);
    const video = videos.get(track.id);
    if (isSent && video) counts.set(`${participantId} ${source}`, video.getVideoPlaybackQuality().totalVideoFrames);
  }
  return counts;
}

const trackOf = ({ srcObject }: HTMLVideoElement): MediaStreamTrack | undefined =>
  srcObject instanceof MediaStream ? srcObject.getVideoTracks()[0] : undefined;
