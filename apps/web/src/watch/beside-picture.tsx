import type { LivePlayer } from '@rostrum/player';
import type { Moment } from '@rostrum/protocol';
import { AudioLines, ExternalLink, X } from 'lucide-react';
import { useState } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useAudienceFacts } from './use-audience-facts.ts';

export interface BesidePictureProps {
  readonly player: LivePlayer | undefined;
  readonly moments: readonly Moment[];
}

const words = strings.watch;

/** What goes with the picture, when the picture shows it: who speaks, and what the host wants to be read or opened. */
export function BesidePicture({ player, moments }: BesidePictureProps) {
  const { speaker, card } = useAudienceFacts(player, moments);
  const [closedMs, setClosedMs] = useState<number>();
  const shown = card && card.atMs !== closedMs ? card : undefined;
  return (
    <div className="beside-picture">
      {/* Always there, so that nothing jumps. */}
      <p className="speaks small">
        {speaker !== null && (
          <>
            <AudioLines size={16} aria-hidden />
            <span className="visually-hidden">{words.speaks}</span>
            <bdi>{speaker}</bdi>
          </>
        )}
      </p>
      <div role="status">
        {shown && (
          <div className="card audience-card">
            <p dir="auto">{shown.card.text}</p>
            {shown.card.link && (
              <a className="button primary" href={shown.card.link} target="_blank" rel="noreferrer">
                {words.openLink}
                <ExternalLink size={16} aria-hidden />
              </a>
            )}
            <IconButton
              look="plain"
              label={words.closeCard}
              icon={<X size={18} aria-hidden />}
              onPress={() => setClosedMs(shown.atMs)}
            />
          </div>
        )}
      </div>
    </div>
  );
}
