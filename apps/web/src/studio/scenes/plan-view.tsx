import type { Plan, Tile } from '@rostrum/compositor';
import type { Branding } from '@rostrum/protocol';
import type { CSSProperties } from 'react';
import { initialsOf } from '../../format.ts';
import { TrackVideo } from '../track-video.tsx';
import { PlanOverlays, PlanSlate, placed } from './plan-words.tsx';

export interface PlanViewProps {
  readonly plan: Plan;
  readonly branding: Branding;
  /** The moving picture of a tile; without one there are initials. */
  readonly trackOf?: (tile: Tile) => MediaStreamTrack | undefined;
  /** Where the webinar's pictures are. */
  readonly assetUrl?: (id: string) => string;
  readonly className?: string;
}

/** A plan of the programme, small: the boxes that the mixer paints. What is in it is told in words beside it. */
export function PlanView({ plan, branding, trackOf, assetUrl, className = '' }: PlanViewProps) {
  const image = branding.backgroundImage && assetUrl ? `url("${assetUrl(branding.backgroundImage)}")` : undefined;
  const style = {
    '--plan-background': branding.background,
    '--plan-accent': branding.accent,
    '--plan-text': branding.text,
    ...(image ? { backgroundImage: image } : {}),
  } as CSSProperties;
  return (
    <div className={`plan ${className}`} style={style} aria-hidden>
      {plan.kind === 'slate' ? (
        <PlanSlate plan={plan} />
      ) : (
        plan.tiles.map((tile) => (
          <TileBox key={tile.key} tile={tile} track={trackOf?.(tile)} hasLabel={branding.nameLabels} />
        ))
      )}
      <PlanOverlays plan={plan} />
      {branding.logo && assetUrl && <img className="plan-logo" src={assetUrl(branding.logo)} alt="" />}
    </div>
  );
}

function TileBox({
  tile,
  track,
  hasLabel,
}: {
  readonly tile: Tile;
  readonly track: MediaStreamTrack | undefined;
  readonly hasLabel: boolean;
}) {
  const { content, label } = tile;
  const style = {
    ...placed(tile),
    ...(content.kind === 'card' ? { '--hue': content.hue } : {}),
  } as CSSProperties;
  const isScreen = content.kind === 'video' && content.source === 'screen';
  return (
    <div className={isScreen ? 'plan-tile screen' : 'plan-tile'} style={style}>
      {track ? (
        <TrackVideo track={track} />
      ) : (
        <span className="plan-initials">
          {content.kind === 'card' ? content.initials : initialsOf(label?.text ?? '')}
        </span>
      )}
      {hasLabel && label && <bdi className="plan-label">{label.text}</bdi>}
    </div>
  );
}
