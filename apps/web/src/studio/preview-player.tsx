import { LivePlayer } from '@rostrum/player';
import { useEffect, useRef, useState } from 'react';
import { strings } from '../strings.ts';

const words = strings.studio;

/** A small silent player of the programme. `url` is taken once: a newer one of the same programme changes nothing. */
export default function PreviewPlayer({ url }: { readonly url: string }) {
  const video = useRef<HTMLVideoElement>(null);
  const [first] = useState(url);
  const [latencySeconds, setLatency] = useState<number>();
  useEffect(() => {
    if (!video.current) return;
    video.current.muted = true;
    const player = LivePlayer.open({ video: video.current, url: first });
    const end = player.state.subscribe(() => setLatency(player.state.value.latencySeconds));
    return () => {
      end();
      player.close();
    };
  }, [first]);
  return (
    <div className="stack">
      <video ref={video} muted playsInline aria-label={words.preview} />
      <p className="quiet small numbers">
        {latencySeconds === undefined ? words.previewStarting : words.previewDelay(latencySeconds.toFixed(1))}
      </p>
    </div>
  );
}
