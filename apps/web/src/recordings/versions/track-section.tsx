import { type Fault, type TrackFiles, toFault } from '@rostrum/protocol';
import { AudioLines } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { MadeFile } from '../film/made-file.tsx';

const words = strings.recordings.version;

export interface TrackSectionProps {
  readonly recordingId: string;
  readonly files: TrackFiles;
  readonly onChanged: () => void;
}

/** Each presenter's sound and pictures as files: made when they are wanted. */
export function TrackSection({ recordingId, files, onChanged }: TrackSectionProps) {
  const [fault, setFault] = useState<Fault>();
  const make = () => void api.makeTracks(recordingId).then(onChanged, (error: unknown) => setFault(toFault(error)));
  const { state, tracks, failure } = files;
  return (
    <section className="stack" aria-label={words.tracks}>
      <h2>{words.tracks}</h2>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      {state === 'failed' && <Notice tone="danger">{failure ?? strings.recordings.failed}</Notice>}
      {state === 'processing' && (
        <p className="quiet" role="status">
          {words.makingTracks}
        </p>
      )}
      {(state === 'none' || state === 'failed') && (
        <>
          <p className="quiet">{words.tracksHint}</p>
          <div className="row">
            <Button onPress={make}>
              <AudioLines size={16} aria-hidden />
              {words.makeTracks}
            </Button>
          </div>
        </>
      )}
      {tracks.length > 0 && (
        <ul className="outputs">
          {tracks.map(({ fileName, name, source, durationSeconds, sizeBytes, offsetSeconds }) => (
            <MadeFile
              key={fileName}
              {...{ id: fileName, state: 'ready', progress: 1, durationSeconds, sizeBytes }}
              name={words.track[source](name)}
              downloadUrl={api.trackUrl(recordingId, fileName)}
              note={words.startsAt(formatClock(offsetSeconds))}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
