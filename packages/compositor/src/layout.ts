import { defaultBranding, defaultProduction } from '@rostrum/protocol';
import { down, gapOf } from './box.ts';
import type { LayoutInput } from './layout-input.ts';
import { Cast } from './people.ts';
import type { Box, Overlays, Plan } from './plan.ts';
import { tilesOf } from './scenes.ts';
import { slateWords } from './slate.ts';

/** Lays out what the host has directed, or the slate when nobody is to be seen. The same input gives the same plan. */
export function layout(input: LayoutInput): Plan {
  const { width, height, people, slate, speaker = null } = input;
  const { production = defaultProduction, branding = defaultBranding } = input;
  const { scene, spotlight } = production;
  const canvas = { width, height };
  const ticker = production.ticker ? { text: production.ticker, ...tickerBand(input) } : null;
  const area = { x: 0, y: 0, width, height: height - (ticker?.height ?? 0) };
  const overlays: Overlays = {
    branding,
    ticker,
    lowerThird: production.lowerThird && { ...production.lowerThird, ...lowerThirdBox(area, input) },
    logo: branding.logo === null ? null : logoBox(input),
  };
  if (scene.kind === 'slate') return { kind: 'slate', ...slateWords(scene, slate.title), ...overlays };
  const cast = new Cast(people, production, speaker);
  if (cast.people.length === 0) return { kind: 'slate', ...slate, untilMs: null, ...overlays };
  const tiles = tilesOf(scene, { area, canvas, cast, spotlight, speaker, branding });
  const isShareWhole = tiles.some((tile) => tile.key.startsWith('screen:') && tile.width === width);
  return {
    kind: 'tiles',
    tiles: tiles.map((tile) =>
      overlays.lowerThird && isNameUnder(tile, overlays.lowerThird) ? { ...tile, label: null } : tile,
    ),
    ...overlays,
    // Nothing may cover what is shown.
    logo: isShareWhole ? null : overlays.logo,
  };
}

/** A name stands in its tile's lower left quarter; one that looks out from beneath a plate is worse than none. */
const isNameUnder = ({ x, y, width, height }: Box, plate: Box): boolean =>
  x < plate.x + plate.width &&
  plate.x < x + width / 2 &&
  y + height * 0.75 < plate.y + plate.height &&
  plate.y < y + height;

/** 40 lines of 720. */
function tickerBand({ width, height }: LayoutInput): Box {
  const lines = Math.max(2, down(height / 18, 2));
  return { x: 0, y: height - lines, width, height: lines };
}

function lowerThirdBox(area: Box, { width, height }: LayoutInput): Box {
  const lines = Math.max(2, down(height * 0.14, 2));
  const edge = gapOf({ width, height }) * 3;
  return { x: edge, y: Math.max(0, down(area.height - lines - edge, 2)), width: down(width * 0.46, 2), height: lines };
}

function logoBox({ width, height }: LayoutInput): Box {
  const edge = gapOf({ width, height }) + down(height / 90, 2);
  const size = { width: down(width * 0.16, 2), height: down(height * 0.08, 2) };
  return { x: down(width - size.width - edge, 2), y: edge, ...size };
}
