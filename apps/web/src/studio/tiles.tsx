import { useRef } from 'react';
import { strings } from '../strings.ts';
import type { Arrangement } from './arrange.ts';
import { Tile, type TileProps } from './tile.tsx';
import { bestGrid } from './tile-grid.ts';
import { useSize } from './use-size.ts';

const gap = 8;

export interface TilesProps extends Pick<TileProps, 'onPin' | 'onShow'> {
  readonly arrangement: Arrangement;
  readonly pinned: string | undefined;
}

/** Everybody in a grid; or one big (a screen, the speaker, whom this person pinned) and the others beside it. */
export function Tiles({ arrangement: { big, beside }, pinned, onPin, onShow }: TilesProps) {
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const grid = bestGrid(beside.length, size, gap);
  const common = { onPin, onShow };
  return (
    <section className={big ? 'tiles with-big' : 'tiles'} aria-label={strings.studio.stage}>
      {big && (
        <div className="big-place">
          <Tile key={big.key} tile={big} isPinned={big.key === pinned} {...common} />
        </div>
      )}
      <div ref={area} className="tile-area">
        {beside.map((tile) => (
          <Tile
            key={tile.key}
            tile={tile}
            isPinned={false}
            {...common}
            {...(big ? {} : { size: { width: grid.tileWidth, height: grid.tileHeight } })}
          />
        ))}
      </div>
    </section>
  );
}
