import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { FormDialog } from './form-dialog.tsx';

export interface ShortcutsDialogProps {
  /** Keys, and what they do. */
  readonly list: readonly (readonly [string, string])[];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function ShortcutsDialog({ list, isOpen, onClose }: ShortcutsDialogProps) {
  return (
    <FormDialog isOpen={isOpen} title={strings.shortcuts} onClose={onClose}>
      <dl className="shortcuts">
        {list.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div className="row end">
        <Button onPress={onClose}>{strings.close}</Button>
      </div>
    </FormDialog>
  );
}
