import { type Fault, type Output, type RecordingDetails, toFault } from '@rostrum/protocol';
import { Download, RotateCcw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { ProgressBar } from 'react-aria-components';
import { api } from '../../api.ts';
import { formatBytes, formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { outputName } from './output-name.ts';

const words = strings.recordings;

export interface OutputListProps {
  readonly recording: RecordingDetails;
  readonly onChanged: () => void;
}

/** What was made of a recording, is being made, or could not be. */
export function OutputList({ recording: { id, outputs }, onChanged }: OutputListProps) {
  const [fault, setFault] = useState<Fault>();
  if (outputs.length === 0) return null;
  const act = (work: Promise<unknown>) => void work.then(onChanged).catch((error) => setFault(toFault(error)));
  return (
    <section className="stack" aria-label={words.made}>
      <h2>{words.made}</h2>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      <ul className="outputs">
        {outputs.map((output) => (
          <li key={output.id} className="card output" data-output-id={output.id} data-state={output.state}>
            <div className="stack tight">
              <strong>{outputName(output)}</strong>
              <OutputState output={output} />
            </div>
            <span className="row tight">
              <Actions output={output} onAct={(call) => act(call(id, output.id))} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function OutputState({ output }: { readonly output: Output }) {
  const { state, progress, durationSeconds, sizeBytes, loudnessLufs, failure } = output;
  const name = outputName(output);
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
        {loudnessLufs !== undefined && <span>{words.loudness(loudnessLufs)}</span>}
      </p>
    );
  return <p className="small quiet">{state === 'failed' ? (failure ?? words.failed) : words.outputState[state]}</p>;
}

type Call = (recording: string, output: string) => Promise<unknown>;

function Actions({ output, onAct }: { readonly output: Output; readonly onAct: (call: Call) => void }) {
  const { kind, state, downloadUrl } = output;
  const name = outputName(output);
  if (state === 'queued' || state === 'processing')
    return (
      <IconButton
        look="plain"
        label={words.cancelOutput(name)}
        icon={<X size={16} aria-hidden />}
        onPress={() => onAct(api.cancelOutput)}
      />
    );
  return (
    <>
      {downloadUrl && (
        <a className="button icon plain" href={downloadUrl} download aria-label={words.downloadNamed(name)}>
          <Download size={16} aria-hidden />
        </a>
      )}
      {(state === 'failed' || state === 'cancelled') && (
        <Button look="plain" onPress={() => onAct(api.retryOutput)} aria-label={words.tryAgain(name)}>
          <RotateCcw size={16} aria-hidden />
          {strings.tryAgain}
        </Button>
      )}
      {kind === 'trim' && (
        <IconButton
          look="plain"
          label={words.removeOutput(name)}
          icon={<Trash2 size={16} aria-hidden />}
          onPress={() => onAct(api.deleteOutput)}
        />
      )}
    </>
  );
}
