import { ScreenShare, ScreenShareOff } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useObservable } from '../use-observable.ts';
import { type OpenedStage, tell, untell } from './use-stage.ts';

export async function toggleScreen({ media, notices }: OpenedStage): Promise<void> {
  if (media.state.value.screen) return media.stopScreen();
  untell(notices, 'screen');
  const problem = await media.startScreen();
  if (problem) tell(notices, { key: 'screen', tone: 'warn', text: strings.device.screen[problem] });
}

export function ScreenButton({ stage }: { readonly stage: OpenedStage }) {
  const { screen } = useObservable(stage.media.state);
  return (
    <IconButton
      label={screen ? strings.studio.unshare : strings.studio.share}
      shortcut="S"
      className={screen ? 'round active' : 'round'}
      icon={screen ? <ScreenShareOff aria-hidden /> : <ScreenShare aria-hidden />}
      onPress={() => void toggleScreen(stage)}
    />
  );
}
