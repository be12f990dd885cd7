import type { LocalMedia } from '@rostrum/client';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { DeviceSelects } from './device-selects.tsx';
import { DeviceTroubles } from './device-trouble.tsx';

export interface DevicesDialogProps {
  readonly media: LocalMedia;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function DevicesDialog({ media, isOpen, onClose }: DevicesDialogProps) {
  return (
    <FormDialog isOpen={isOpen} title={strings.studio.settingsTitle} onClose={onClose}>
      <DeviceTroubles media={media} />
      <DeviceSelects media={media} />
      <div className="row end">
        <Button onPress={onClose}>{strings.close}</Button>
      </div>
    </FormDialog>
  );
}
