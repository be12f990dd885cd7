import type { StageClient, StageView } from '@rostrum/client';
import { useRef } from 'react';
import { strings } from '../strings.ts';
import { useObservable } from '../use-observable.ts';
import type { Arrangement } from './arrange.ts';
import { connectionOf } from './connection.ts';
import { placeTiles } from './place-tiles.ts';
import { Tile, type TileProps } from './tile.tsx';
import { useSize } from './use-size.ts';

export interface TilesProps extends Pick<TileProps, 'onPin' | 'onShow'> {
  readonly client: StageClient;
  readonly view: StageView;
  readonly arrangement: Arrangement;
  readonly pinned: string | undefined;
}

/**
 * Everybody in a grid; or one big (a screen, the speaker, whom this person pinned) and the others beside it. All are
 * children of one box in an order that does not change with their places: a picture that moves goes on playing.
 */
export function Tiles({ client, view, arrangement: { all, big, beside }, pinned, onPin, onShow }: TilesProps) {
  const stats = useObservable(client.connection);
  // When this page's own way is bad, everything that it receives is: the header says so, once.
  const isOwnTrouble = view.quality === 'fair' || view.quality === 'poor';
  const area = useRef<HTMLElement>(null);
  const places = placeTiles(beside.length, useSize(area), big !== undefined);
  return (
    <section ref={area} className="tiles" aria-label={strings.studio.stage}>
      {all.map((tile) => (
        <Tile
          key={tile.key}
          tile={tile}
          box={tile === big ? places.big : places.beside[beside.indexOf(tile)]}
          isBig={tile === big}
          quality={isOwnTrouble ? 'unknown' : connectionOf(tile.participantId, view, stats).word}
          isPinned={tile.key === pinned}
          onPin={onPin}
          onShow={onShow}
        />
      ))}
    </section>
  );
}
