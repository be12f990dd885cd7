import { type Fault, type RecordedPerson, type Render, toFault } from '@rostrum/protocol';
import { Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { MadeFile } from '../film/made-file.tsx';
import { versionName } from './render-choices.ts';

const words = strings.recordings;

export interface VersionListProps {
  readonly recordingId: string;
  readonly renders: readonly Render[];
  readonly people: readonly RecordedPerson[];
  readonly onChanged: () => void;
}

/** The recording made anew: what is there, and what is being made. */
export function VersionList({ recordingId, renders, people, onChanged }: VersionListProps) {
  const [fault, setFault] = useState<Fault>();
  if (renders.length === 0) return null;
  const remove = (render: string) =>
    void api.deleteRender(recordingId, render).then(onChanged, (error: unknown) => setFault(toFault(error)));
  return (
    <section className="stack" aria-label={words.version.versions}>
      <h2>{words.version.versions}</h2>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      <ul className="outputs">
        {renders.map((render) => {
          const name = versionName(render.options, people);
          const isGoing = render.state === 'queued' || render.state === 'processing';
          const Icon = isGoing ? X : Trash2;
          return (
            <MadeFile key={render.id} {...render} name={name}>
              <IconButton
                look="plain"
                label={isGoing ? words.cancelOutput(name) : words.removeOutput(name)}
                icon={<Icon size={16} aria-hidden />}
                onPress={() => remove(render.id)}
              />
            </MadeFile>
          );
        })}
      </ul>
    </section>
  );
}
