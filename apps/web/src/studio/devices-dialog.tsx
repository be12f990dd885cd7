import type { LocalMedia } from '@rostrum/client';
import { Switch } from 'react-aria-components';
import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { useObservable } from '../use-observable.ts';
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
      <MusicSwitch media={media} />
      <div className="row end">
        <Button onPress={onClose}>{strings.close}</Button>
      </div>
    </FormDialog>
  );
}

function MusicSwitch({ media }: { readonly media: LocalMedia }) {
  const { music } = useObservable(media.state);
  return (
    <Switch
      className="switch"
      isSelected={music}
      onChange={(wanted) => {
        remember('music', wanted ? 'on' : '');
        void media.setMusic(wanted);
      }}
    >
      <span className="switch-track" aria-hidden />
      <span>
        {strings.prejoin.music}
        <span className="quiet small">{strings.prejoin.musicHint}</span>
      </span>
    </Switch>
  );
}
