import type { RemoteTrack } from '@rostrum/client';
import { useContext, useEffect, useRef, useState } from 'react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useObservable } from '../use-observable.ts';
import { playOn, speaker } from './speaker.ts';
import { StageMoments } from './stage-moments.ts';

/** The sound of everybody else. Where the browser wants a click first, it asks for one. */
export function Voices({ remote }: { readonly remote: readonly RemoteTrack[] }) {
  const [isBlocked, setBlocked] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const unblock = () => {
    setBlocked(false);
    for (const audio of box.current?.querySelectorAll('audio') ?? []) void audio.play().catch(() => setBlocked(true));
  };
  return (
    <>
      <div ref={box} hidden>
        {remote
          .filter(({ track }) => track.kind === 'audio')
          .map(({ consumerId, track }) => (
            <Voice key={consumerId} track={track} onBlocked={() => setBlocked(true)} />
          ))}
      </div>
      {isBlocked && (
        <Notice tone="warn" actions={<Button onPress={unblock}>{strings.studio.soundOn}</Button>}>
          {strings.studio.soundBlocked}
        </Notice>
      )}
    </>
  );
}

function Voice({ track, onBlocked }: { readonly track: MediaStreamTrack; readonly onBlocked: () => void }) {
  const audio = useRef<HTMLAudioElement>(null);
  const { onSound } = useContext(StageMoments);
  const speakerId = useObservable(speaker);
  const tellBlocked = useRef(onBlocked);
  tellBlocked.current = onBlocked;
  useEffect(() => {
    const element = audio.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch((error: unknown) => {
      // Anything else is the element's own removal.
      if (error instanceof Error && error.name === 'NotAllowedError') tellBlocked.current();
    });
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  useEffect(() => {
    if (audio.current) void playOn(audio.current, speakerId);
  }, [speakerId]);
  // biome-ignore lint/a11y/useMediaCaption: a live conversation has none
  return <audio ref={audio} autoPlay onPlaying={onSound} />;
}
