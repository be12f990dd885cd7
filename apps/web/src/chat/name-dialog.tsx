import { type FormEvent, useState } from 'react';
import { recall, remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

export interface NameDialogProps {
  /** Undefined: closed. */
  readonly onName: ((name: string) => void) | undefined;
  readonly onClose: () => void;
}

/** Asked once, when a viewer first does something that others see. */
export function NameDialog({ onName, onClose }: NameDialogProps) {
  const [name, setName] = useState(() => recall('name'));
  const [wasSent, setSent] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setSent(true);
    const trimmed = name.trim();
    if (trimmed === '') return;
    remember('name', trimmed);
    onName?.(trimmed);
  };
  return (
    <FormDialog isOpen={onName !== undefined} title={strings.chat.nameTitle} onClose={onClose}>
      <form className="stack loose" noValidate onSubmit={send}>
        <TextField
          label={strings.prejoin.name}
          error={wasSent && name.trim() === '' ? strings.prejoin.nameMissing : undefined}
          value={name}
          onValue={setName}
          maxLength={60}
          autoComplete="name"
          autoFocus
        />
        <div className="row end">
          <Button onPress={onClose}>{strings.cancel}</Button>
          <Button look="primary" type="submit">
            {strings.chat.nameGo}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}
