export interface Area {
  readonly width: number;
  readonly height: number;
}

export interface Grid {
  readonly columns: number;
  readonly tileWidth: number;
  readonly tileHeight: number;
}

export interface GridOptions {
  /** Between tiles, CSS pixels. */
  readonly gap: number;
  /** Width by height of the narrowest tile that is good enough. Default 16:9: all tiles have that shape. */
  readonly narrowest?: number;
}

/** Of a camera, and the widest that a tile gets. */
export const cameraRatio = 16 / 9;

/** The grid that gives `count` tiles the most room in an area; all sizes in CSS pixels. */
export function bestGrid(count: number, area: Area, { gap, narrowest = cameraRatio }: GridOptions): Grid {
  let best: Grid = { columns: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= Math.max(1, count); columns++) {
    const rows = Math.ceil(count / columns);
    const across = Math.max(0, (area.width - gap * (columns - 1)) / columns);
    const down = Math.max(0, (area.height - gap * (rows - 1)) / rows);
    const tileWidth = Math.floor(Math.min(across, down * cameraRatio));
    const tileHeight = Math.floor(Math.min(down, tileWidth / narrowest));
    if (tileWidth * tileHeight > best.tileWidth * best.tileHeight) best = { columns, tileWidth, tileHeight };
  }
  return best;
}
