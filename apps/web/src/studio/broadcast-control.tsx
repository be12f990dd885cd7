import { toFault, type WebinarFacts } from '@rostrum/protocol';
import { Radio, Square } from 'lucide-react';
import { useState } from 'react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { type OpenedStage, tell, untell } from './use-stage.ts';

export interface BroadcastControlProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
}

const words = strings.studio;

/** The host's two words: Go live, and End. */
export function BroadcastControl({ stage, webinar }: BroadcastControlProps) {
  return webinar.state === 'live' ? <End stage={stage} /> : <GoLive stage={stage} />;
}

function GoLive({ stage: { client, notices } }: { readonly stage: OpenedStage }) {
  const [isBusy, setBusy] = useState(false);
  const goLive = async () => {
    setBusy(true);
    untell(notices, 'broadcast');
    try {
      await client.goLive(); // The room's next state takes this button away.
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'WEBINAR_ALREADY_LIVE')
        tell(notices, { key: 'broadcast', tone: 'danger', text: fault.publicMessage });
      setBusy(false);
    }
  };
  return (
    <Button
      look="primary"
      size="large"
      isDisabled={isBusy}
      aria-description={words.goLiveHint}
      onPress={() => void goLive()}
    >
      <Radio size={18} aria-hidden />
      {isBusy ? words.goingLive : words.goLive}
    </Button>
  );
}

function End({ stage: { client } }: { readonly stage: OpenedStage }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const end = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await client.end(); // The room's next state takes the whole stage away.
    } catch (error) {
      setProblem(toFault(error).publicMessage);
      setBusy(false);
    }
  };
  return (
    <>
      <Button look="danger" size="large" onPress={() => setAsking(true)}>
        <Square size={16} fill="currentcolor" aria-hidden />
        {words.end}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={words.endTitle}
        text={words.endText}
        yes={isBusy ? words.ending : words.endYes}
        no={words.endNo}
        look="danger"
        isBusy={isBusy}
        problem={problem}
        onYes={() => void end()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
