import { type Fault, type RecordingAccess, type Sharing, toFault } from '@rostrum/protocol';
import { useState } from 'react';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';

const words = strings.recordings.share;
const choices = Object.entries(words.levels).map(([id, label]) => ({ id, label }));

export interface AccessChoiceProps {
  readonly id: string;
  readonly sharing: Sharing;
  readonly onChanged: () => Promise<void>;
}

export function AccessChoice({ id, sharing, onChanged }: AccessChoiceProps) {
  const [chosen, setChosen] = useState<RecordingAccess>();
  const [fault, setFault] = useState<Fault>();
  const access = chosen ?? sharing.access;
  const choose = async (next: RecordingAccess) => {
    setChosen(next);
    setFault(undefined);
    try {
      await api.setAccess(id, { access: next });
      await onChanged();
    } catch (error) {
      setFault(toFault(error));
    }
    setChosen(undefined);
  };
  return (
    <div className="stack">
      <SelectField
        label={words.access}
        hint={words.hints[access]}
        choices={choices}
        value={access}
        onValue={(next) => void choose(next as RecordingAccess)}
      />
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      {sharing.access === 'public' && (
        <div className="share-link">
          <a className="address" href={sharing.url}>
            {sharing.url}
          </a>
          <CopyButton text={sharing.url} label={words.copyAddress} />
        </div>
      )}
    </div>
  );
}
