import { useRef } from 'react';
import { strings } from '../strings.ts';
import type { StageTiles } from './stage-tiles.ts';
import { Tile, type TileProps } from './tile.tsx';
import { bestGrid } from './tile-grid.ts';
import { useSize } from './use-size.ts';

const gap = 8;

/** Everybody in a grid; or, while a screen is shared, the screen big and the people beside it. */
export function Tiles({ tiles, onShown }: { readonly tiles: StageTiles; readonly onShown: TileProps['onShown'] }) {
  const screen = tiles.screens.at(-1);
  const beside = screen ? [...tiles.screens.slice(0, -1), ...tiles.people] : tiles.people;
  const area = useRef<HTMLDivElement>(null);
  const size = useSize(area);
  const grid = bestGrid(beside.length, size, gap);
  return (
    <section className={screen ? 'tiles with-screen' : 'tiles'} aria-label={strings.studio.stage}>
      {screen && (
        <div className="screen-place">
          <Tile tile={screen} onShown={onShown} />
        </div>
      )}
      <div ref={area} className="tile-area">
        {beside.map((tile) => (
          <Tile
            key={tile.key}
            tile={tile}
            onShown={onShown}
            {...(screen ? {} : { size: { width: grid.tileWidth, height: grid.tileHeight } })}
          />
        ))}
      </div>
    </section>
  );
}
