import { type Fault, type Recording, toFault } from '@rostrum/protocol';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

export interface DeleteRecordingProps {
  readonly recording: Recording;
  readonly onDeleted: () => void;
}

const words = strings.recordings;

export function DeleteRecording({ recording: { id, title }, onDeleted }: DeleteRecordingProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const remove = async () => {
    setBusy(true);
    try {
      await api.deleteRecording(id);
      onDeleted();
    } catch (error) {
      setFault(toFault(error));
      setBusy(false);
    }
  };
  return (
    <>
      <IconButton
        label={words.remove}
        look="plain"
        icon={<Trash2 size={16} aria-hidden />}
        onPress={() => setAsking(true)}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={words.removeTitle}
        text={words.removeText(title)}
        yes={words.removeYes}
        no={strings.cancel}
        look="danger"
        isBusy={isBusy}
        problem={fault?.publicMessage}
        onYes={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
