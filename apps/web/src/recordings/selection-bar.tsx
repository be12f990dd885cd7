import { type Fault, type Recording, toFault } from '@rostrum/protocol';
import { Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

export interface SelectionBarProps {
  readonly selected: readonly Recording[];
  readonly onClear: () => void;
  readonly onChanged: () => void;
}

const words = strings.recordings;

/** Deletes what is chosen, and takes it back. */
export function SelectionBar({ selected, onClear, onChanged }: SelectionBarProps) {
  const [deleted, setDeleted] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const run = async (ids: readonly string[], act: (id: string) => Promise<unknown>) => {
    setBusy(true);
    setFault(undefined);
    const done: string[] = [];
    try {
      // One after the other: what is done before one is refused can be taken back.
      for (const id of ids) {
        await act(id);
        done.push(id);
      }
    } catch (error) {
      setFault(toFault(error));
    }
    setBusy(false);
    onChanged();
    return done;
  };
  const remove = async () => {
    const done = await run(
      selected.map(({ id }) => id),
      api.deleteRecording,
    );
    setDeleted(done);
    onClear();
  };
  const undo = async () => {
    const done = await run(deleted, api.restoreRecording);
    setDeleted(deleted.filter((id) => !done.includes(id)));
  };
  return (
    <>
      {fault && <Notice tone="danger">{fault.publicMessage}</Notice>}
      {deleted.length > 0 && selected.length === 0 && (
        <Notice
          tone="info"
          actions={
            <Button isDisabled={isBusy} onPress={() => void undo()}>
              <Undo2 size={16} aria-hidden />
              {words.undo}
            </Button>
          }
        >
          {words.deleted(deleted.length)}
        </Notice>
      )}
      {selected.length > 0 && (
        <section className="card row selection" aria-label={words.selection}>
          <strong role="status">{words.selected(selected.length)}</strong>
          <span className="spring" />
          <Button look="danger" isDisabled={isBusy} onPress={() => void remove()}>
            <Trash2 size={16} aria-hidden />
            {words.deleteSelected}
          </Button>
          <Button look="plain" onPress={onClear}>
            {words.selectNone}
          </Button>
        </section>
      )}
    </>
  );
}
