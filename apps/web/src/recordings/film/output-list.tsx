import { type Fault, type Output, type RecordingDetails, toFault } from '@rostrum/protocol';
import { RotateCcw, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { MadeFile } from './made-file.tsx';
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
          <MadeFile
            key={output.id}
            {...output}
            name={outputName(output)}
            note={output.loudnessLufs === undefined ? undefined : words.loudness(output.loudnessLufs)}
          >
            <Actions output={output} onAct={(call) => act(call(id, output.id))} />
          </MadeFile>
        ))}
      </ul>
    </section>
  );
}

type Call = (recording: string, output: string) => Promise<unknown>;

function Actions({ output, onAct }: { readonly output: Output; readonly onAct: (call: Call) => void }) {
  const { kind, state } = output;
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
