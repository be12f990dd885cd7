import type { PlayerState } from '@rostrum/player';
import { Captions as CaptionsIcon } from 'lucide-react';
import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import type { UsedPlayer } from './use-player.ts';

const words = strings.watch;

/**
 * What is said, over the lower part of the picture; under nothing that covers it. Not announced: who hears a screen reader
 * hears the talk.
 */
export function CaptionLines({
  state: { phase, captionsOn, captionLines, captionLanguage },
}: {
  readonly state: PlayerState;
}) {
  const isCovered = phase.name === 'ended' || phase.name === 'failed';
  if (!captionsOn || isCovered || captionLines.length === 0) return null;
  return (
    <p className="captions" lang={captionLanguage} dir="auto">
      <span>{captionLines.join('\n')}</span>
    </p>
  );
}

/** There when the programme has captions, which is known before it begins: nothing jumps. */
export function CaptionsButton({ used }: { readonly used: UsedPlayer }) {
  const { captionsOn, captionLanguage } = used.state;
  if (captionLanguage === undefined) return null;
  return (
    <IconButton
      className={captionsOn ? 'captions-button on' : 'captions-button'}
      label={captionsOn ? words.hideCaptions : words.showCaptions}
      shortcut="C"
      icon={<CaptionsIcon aria-hidden />}
      onPress={() => toggleCaptions(used)}
    />
  );
}

/** Remembered for the next visit. */
export function toggleCaptions({ player, state: { captionsOn, captionLanguage } }: UsedPlayer): void {
  if (captionLanguage === undefined) return;
  remember('captions', captionsOn ? '' : 'on');
  player.setCaptions(!captionsOn);
}
