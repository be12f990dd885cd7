import type { Role, WebinarFacts } from '@rostrum/protocol';
import { Keyboard, LayoutGrid, Presentation, Settings2 } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { ReactionButton } from '../reactions/reaction-button.tsx';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import type { Layout } from './arrange.ts';
import { BroadcastControl } from './broadcast-control.tsx';
import { CameraButton, MicrophoneButton } from './capture-buttons.tsx';
import { LeaveButton } from './leave-button.tsx';
import { MarkerButton } from './marker-button.tsx';
import { ScreenButton } from './screen-button.tsx';
import type { OpenedStage } from './use-stage.ts';

export interface DockProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  readonly role: Role | undefined;
  readonly layout: Layout;
  readonly onLayout: () => void;
  readonly onDialog: (dialog: 'devices' | 'shortcuts') => void;
  /** Back to the audience instead of out of the webinar. */
  readonly onLeaveStage?: () => void;
}

const words = strings.studio;

/** One stop of the Tab key; the arrows go from control to control. */
export function Dock({ stage, webinar, role, layout, onLayout, onDialog, onLeaveStage }: DockProps) {
  return (
    <footer className="dock-place">
      <Toolbar className="dock" aria-label={words.controls}>
        <div className="dock-group">
          <IconButton
            className="round"
            label={words.settings}
            icon={<Settings2 aria-hidden />}
            onPress={() => onDialog('devices')}
          />
          <IconButton
            className="round keyboard-only"
            label={strings.shortcuts}
            shortcut="?"
            icon={<Keyboard aria-hidden />}
            onPress={() => onDialog('shortcuts')}
          />
          <IconButton
            className="round roomy-only"
            label={layout === 'grid' ? words.layoutSpeaker : words.layoutGrid}
            shortcut="G"
            icon={layout === 'grid' ? <Presentation aria-hidden /> : <LayoutGrid aria-hidden />}
            onPress={onLayout}
          />
        </div>
        <div className="dock-group middle">
          <MicrophoneButton media={stage.media} />
          <CameraButton media={stage.media} />
          <ScreenButton stage={stage} />
          <ReactionButton client={stage.client} className="round" />
          <LeaveButton stage={stage} webinar={webinar} {...(onLeaveStage ? { onLeaveStage } : {})} />
        </div>
        <div className="dock-group end">
          {webinar.state === 'live' && (role === 'host' || role === 'co-host') && <MarkerButton stage={stage} />}
          {role === 'host' && <BroadcastControl stage={stage} webinar={webinar} />}
        </div>
      </Toolbar>
    </footer>
  );
}
