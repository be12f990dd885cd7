import type { RecordingCaptions } from '@rostrum/protocol';
import { type RefObject, useEffect, useState } from 'react';
import { recall, remember } from '../../preferences.ts';

export interface FilmCaptions {
  readonly isOn: boolean;
  /** What is to be read now. */
  readonly lines: readonly string[];
  readonly language: string;
  readonly toggle: () => void;
}

/** The captions of a recording; undefined where it has none. Whether they are shown is remembered for all players. */
export function useCaptions(
  video: RefObject<HTMLVideoElement | null>,
  captions: RecordingCaptions | undefined,
): FilmCaptions | undefined {
  const [isOn, setOn] = useState(() => recall('captions') === 'on');
  const [lines, setLines] = useState<readonly string[]>([]);
  const url = captions?.url;
  useEffect(() => {
    const track = video.current?.textTracks[0];
    if (!track || url === undefined) return;
    // The browser reads the file and keeps time; the page writes the words, as in the live player.
    track.mode = isOn ? 'hidden' : 'disabled';
    const show = () => setLines(isOn ? linesOf(track) : []);
    show();
    track.addEventListener('cuechange', show);
    return () => track.removeEventListener('cuechange', show);
  }, [video, url, isOn]);
  if (!captions) return undefined;
  const toggle = () => {
    remember('captions', isOn ? '' : 'on');
    setOn(!isOn);
  };
  return { isOn, lines, language: captions.language, toggle };
}

const linesOf = ({ activeCues }: TextTrack): string[] =>
  Array.from(activeCues ?? []).flatMap((cue) =>
    cue instanceof VTTCue ? (cue.getCueAsHTML().textContent ?? '').split('\n') : [],
  );
