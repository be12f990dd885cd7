import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';

export function ShortcutsDialog({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <FormDialog isOpen={isOpen} title={strings.studio.shortcuts} onClose={onClose}>
      <dl className="shortcuts">
        {strings.studio.shortcutList.map(([key, meaning]) => (
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
