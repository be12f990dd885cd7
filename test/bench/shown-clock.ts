import { layout } from '@rostrum/compositor';
import type { ParticipantId } from '@rostrum/protocol';
import { bitClockProbe } from '@rostrum/synthetic';

/** A block of a presenter's clock, in pixels of the canvas. */
export interface Block {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const programmeWidth = 1280;
const canvas = { width: programmeWidth, height: 720, slate: { title: '', message: '' } };

/** Where the first presenter's clock is in the programme when so many are on the stage. */
export function clockBlocks(presenters: number): Block[] {
  const people = Array.from({ length: presenters }, (_, index) => ({
    id: `u_${index}` as ParticipantId,
    name: '',
    hasCamera: true,
    hasScreen: false,
    muted: false,
  }));
  const plan = layout({ ...canvas, people });
  const tile = plan.kind === 'tiles' ? plan.tiles[0] : undefined;
  if (!tile) throw new Error('the layout has no tile');
  return Array.from({ length: 48 }, (_, block) => {
    const probe = bitClockProbe(block);
    return {
      x: tile.x + probe.left * tile.width,
      y: tile.y + probe.top * tile.height,
      width: probe.width * tile.width,
      height: probe.height * tile.height,
    };
  });
}
