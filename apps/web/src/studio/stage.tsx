import type { Role, WebinarFacts } from '@rostrum/protocol';
import { useCallback, useMemo, useState } from 'react';
import { useObservable } from '../use-observable.ts';
import { useShortcuts } from '../use-shortcuts.ts';
import { toggleCamera, toggleMicrophone } from './capture-buttons.tsx';
import { DevicesDialog } from './devices-dialog.tsx';
import { Dock } from './dock.tsx';
import { PeopleRail } from './people-rail.tsx';
import { toggleScreen } from './screen-button.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { StageHeader } from './stage-header.tsx';
import { StageNotices } from './stage-notices.tsx';
import { stageTiles } from './stage-tiles.ts';
import { Tiles } from './tiles.tsx';
import type { OpenedStage } from './use-stage.ts';
import { useStageAnnouncements } from './use-stage-announcements.ts';
import { Voices } from './voices.tsx';

export interface StageProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  readonly role: Role;
}

/** Room for the rail beside the tiles: above this width it is open from the beginning. */
const wideEnough = '(min-width: 1200px)';

/** Everybody on the stage, and the controls of this person. */
export function Stage({ stage, webinar, role }: StageProps) {
  const { client, media } = stage;
  const view = useObservable(client.view);
  const own = useObservable(media.state);
  const tiles = useMemo(() => stageTiles(view, own), [view, own]);
  const [hasRail, setRail] = useState(() => matchMedia(wideEnough).matches);
  const [dialog, setDialog] = useState<'devices' | 'shortcuts'>();
  const onShown = useCallback((consumerId: string, height: number) => client.showAt(consumerId, height), [client]);
  const toggleRail = () => setRail((isOpen) => !isOpen);
  useStageAnnouncements(view);
  useShortcuts({
    m: () => toggleMicrophone(media),
    v: () => toggleCamera(media),
    s: () => void toggleScreen(stage),
    p: toggleRail,
    '?': () => setDialog('shortcuts'),
  });
  return (
    <div className={hasRail ? 'studio with-rail' : 'studio'}>
      <StageHeader view={view} webinar={webinar} hasRail={hasRail} onRail={toggleRail} />
      <main>
        <StageNotices stage={stage} view={view} />
        <Voices remote={view.remote} />
        <Tiles tiles={tiles} onShown={onShown} />
      </main>
      {hasRail && <PeopleRail view={view} own={own} webinar={webinar} onClose={() => setRail(false)} />}
      <Dock stage={stage} webinar={webinar} role={role} onDialog={setDialog} />
      <DevicesDialog media={media} isOpen={dialog === 'devices'} onClose={() => setDialog(undefined)} />
      <ShortcutsDialog isOpen={dialog === 'shortcuts'} onClose={() => setDialog(undefined)} />
    </div>
  );
}
