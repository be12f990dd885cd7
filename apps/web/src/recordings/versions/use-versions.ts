import type { Render, TrackFiles } from '@rostrum/protocol';
import { useState } from 'react';
import { api } from '../../api.ts';
import { useLoaded } from '../../use-loaded.ts';
import { movingEveryMs, restingEveryMs } from '../recording-grid.tsx';

export interface Versions {
  /** Undefined while they are loaded, and while they cannot be: the page works without. */
  readonly files: TrackFiles | undefined;
  readonly renders: readonly Render[];
  readonly reload: () => void;
}

/** Presenters' tracks of a recording, and what was made anew of them. */
export function useVersions(recordingId: string): Versions {
  const [everyMs, setEveryMs] = useState(restingEveryMs);
  const load = async () => {
    const [files, { renders }] = await Promise.all([api.tracks(recordingId), api.renders(recordingId)]);
    const isBusy =
      files.state === 'processing' || renders.some(({ state }) => state === 'queued' || state === 'processing');
    setEveryMs(isBusy ? movingEveryMs : restingEveryMs);
    return { files, renders };
  };
  const { loaded, reload } = useLoaded(`versions ${recordingId}`, load, { everyMs });
  const { files, renders } = loaded.name === 'loaded' ? loaded.value : { files: undefined, renders: [] };
  return { files, renders, reload: () => void reload() };
}
