import type { Role, WebinarFacts } from '@rostrum/protocol';
import { Keyboard, LogOut, Settings2 } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { BroadcastControl } from './broadcast-control.tsx';
import { CameraButton, MicrophoneButton } from './capture-buttons.tsx';
import { ScreenButton } from './screen-button.tsx';
import type { OpenedStage } from './use-stage.ts';

export interface DockProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  readonly role: Role;
  readonly onDialog: (dialog: 'devices' | 'shortcuts') => void;
}

const words = strings.studio;

export function Dock({ stage, webinar, role, onDialog }: DockProps) {
  return (
    <footer className="dock" role="toolbar" aria-label={words.controls}>
      <div className="dock-group">
        <IconButton
          className="round"
          label={words.settings}
          icon={<Settings2 aria-hidden />}
          onPress={() => onDialog('devices')}
        />
        <IconButton
          className="round keyboard-only"
          label={words.shortcuts}
          shortcut="?"
          icon={<Keyboard aria-hidden />}
          onPress={() => onDialog('shortcuts')}
        />
      </div>
      <div className="dock-group middle">
        <MicrophoneButton media={stage.media} />
        <CameraButton media={stage.media} />
        <ScreenButton stage={stage} />
        <IconButton
          className="round leave"
          label={words.leave}
          icon={<LogOut aria-hidden />}
          onPress={() => stage.client.leave()}
        />
      </div>
      <div className="dock-group end">{role === 'host' && <BroadcastControl stage={stage} webinar={webinar} />}</div>
    </footer>
  );
}
