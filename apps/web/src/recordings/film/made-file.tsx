import type { OutputState } from '@rostrum/protocol';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { ProgressBar } from 'react-aria-components';
import { formatBytes, formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';

const words = strings.recordings;

export interface MadeFileProps {
  readonly id: string;
  readonly name: string;
  readonly state: OutputState;
  readonly progress: number;
  readonly durationSeconds?: number | undefined;
  readonly sizeBytes?: number | undefined;
  readonly failure?: string | undefined;
  readonly downloadUrl?: string | undefined;
  /** One more fact. */
  readonly note?: string | undefined;
  /** What can be done about it. */
  readonly children?: ReactNode;
}

/** One file that was made of a recording, is being made, or could not be. */
export function MadeFile(props: MadeFileProps) {
  const { id, name, state, downloadUrl, children } = props;
  return (
    <li className="card output" data-output-id={id} data-state={state}>
      <div className="stack tight">
        <strong dir="auto">{name}</strong>
        <State {...props} />
      </div>
      <span className="row tight">
        {downloadUrl && (
          <a className="button icon plain" href={downloadUrl} download aria-label={words.downloadNamed(name)}>
            <Download size={16} aria-hidden />
          </a>
        )}
        {children}
      </span>
    </li>
  );
}

function State({ name, state, progress, durationSeconds, sizeBytes, note, failure }: MadeFileProps) {
  if (state === 'processing') {
    const percent = Math.round(progress * 100);
    return (
      <ProgressBar className="stack tight" value={percent} aria-label={`${words.processing(percent)}: ${name}`}>
        <span className="small quiet">{words.processing(percent)}</span>
        <div className="progress">
          <div style={{ width: `${percent}%` }} />
        </div>
      </ProgressBar>
    );
  }
  if (state === 'ready')
    return (
      <p className="facts">
        {durationSeconds !== undefined && <span>{formatClock(durationSeconds)}</span>}
        {sizeBytes !== undefined && <span>{formatBytes(sizeBytes)}</span>}
        {note !== undefined && <span>{note}</span>}
      </p>
    );
  return <p className="small quiet">{state === 'failed' ? (failure ?? words.failed) : words.outputState[state]}</p>;
}
