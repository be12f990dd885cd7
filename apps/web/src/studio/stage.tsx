import type { ShownTile, WebinarFacts } from '@rostrum/protocol';
import { useCallback, useMemo, useState } from 'react';
import { recall, remember } from '../preferences.ts';
import { ReactionFloat } from '../reactions/reaction-float.tsx';
import { strings } from '../strings.ts';
import { ShortcutsDialog } from '../ui/shortcuts-dialog.tsx';
import { useObservable } from '../use-observable.ts';
import { useShortcuts } from '../use-shortcuts.ts';
import { arrange, type Layout } from './arrange.ts';
import { toggleCamera, toggleMicrophone } from './capture-buttons.tsx';
import { DevicesDialog } from './devices-dialog.tsx';
import { Dock } from './dock.tsx';
import { useSceneShortcuts } from './scenes/use-scene-shortcuts.ts';
import { toggleScreen } from './screen-button.tsx';
import { StageHeader } from './stage-header.tsx';
import { StageNotices } from './stage-notices.tsx';
import { StageRail } from './stage-rail.tsx';
import { stageTiles } from './stage-tiles.ts';
import { Tiles } from './tiles.tsx';
import { useLastSpeaker } from './use-last-speaker.ts';
import { useRail } from './use-rail.ts';
import type { OpenedStage } from './use-stage.ts';
import { useStageAnnouncements } from './use-stage-announcements.ts';
import { Voices } from './voices.tsx';

export interface StageProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  /** Another way off the stage than leaving the webinar: a promoted viewer goes back to the audience. */
  readonly onLeaveStage?: () => void;
}

/** Everybody on the stage, and the controls of this person. */
export function Stage({ stage, webinar, onLeaveStage }: StageProps) {
  const { client, media } = stage;
  const view = useObservable(client.view);
  const own = useObservable(media.state);
  const rail = useRail(view);
  const [layout, setLayout] = useState<Layout>(() => (recall('layout') === 'speaker' ? 'speaker' : 'grid'));
  const [pinned, setPinned] = useState<string>();
  const [dialog, setDialog] = useState<'devices' | 'shortcuts'>();
  const speaker = useLastSpeaker(view);
  const arrangement = useMemo(
    () => arrange(stageTiles(view, own), { pinned, layout, speaker }),
    [view, own, pinned, layout, speaker],
  );
  const onShow = useCallback((key: string, shown: ShownTile | undefined) => client.show(key, shown), [client]);
  const onPin = useCallback((key: string) => setPinned((before) => (before === key ? undefined : key)), []);
  const toggleLayout = () => {
    const next = layout === 'grid' ? 'speaker' : 'grid';
    remember('layout', next);
    setLayout(next);
  };
  const sceneShortcuts = useSceneShortcuts(stage, view);
  useStageAnnouncements(view);
  useShortcuts({
    m: () => toggleMicrophone(media),
    v: () => toggleCamera(media),
    s: () => void toggleScreen(stage),
    p: () => rail.toggle('people'),
    c: () => rail.toggle('chat'),
    g: toggleLayout,
    ...(view.room?.direction ? { l: () => rail.toggle('scenes') } : {}),
    ...sceneShortcuts,
    '?': () => setDialog('shortcuts'),
  });
  return (
    <div className={rail.tab ? 'studio with-rail' : 'studio'}>
      <StageHeader client={client} view={view} webinar={webinar} rail={rail} />
      <main>
        <StageNotices stage={stage} view={view} />
        <Voices remote={view.remote} />
        <Tiles client={client} view={view} arrangement={arrangement} pinned={pinned} onPin={onPin} onShow={onShow} />
        <ReactionFloat client={client} />
      </main>
      {rail.tab && <StageRail stage={stage} view={view} own={own} webinar={webinar} rail={rail} tab={rail.tab} />}
      <Dock
        stage={stage}
        webinar={webinar}
        role={view.role}
        layout={layout}
        onLayout={toggleLayout}
        onDialog={setDialog}
        {...(onLeaveStage ? { onLeaveStage } : {})}
      />
      <DevicesDialog media={media} isOpen={dialog === 'devices'} onClose={() => setDialog(undefined)} />
      <ShortcutsDialog
        list={strings.studio.shortcutList}
        isOpen={dialog === 'shortcuts'}
        onClose={() => setDialog(undefined)}
      />
    </div>
  );
}
