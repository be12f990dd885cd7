import type { Canvas } from '@rostrum/protocol';

const hd = { width: 1280, height: 720 } as const;
const fullHd = { width: 1920, height: 1080 } as const;

/** By the names of ROSTRUM_CANVAS. */
const canvases = {
  '720p30': { ...hd, frameRate: 30 },
  '720p25': { ...hd, frameRate: 25 },
  '1080p30': { ...fullHd, frameRate: 30 },
  '1080p25': { ...fullHd, frameRate: 25 },
} as const satisfies Record<string, Canvas>;

/** What every programme of this server is made in. */
export const programmeFormat = ({
  canvas,
  ladder,
}: {
  readonly canvas: keyof typeof canvases;
  readonly ladder: string;
}): { canvas: Canvas; ladder: number[] } => ({
  canvas: canvases[canvas],
  ladder: ladder === 'none' ? [] : ladder.split(',').map(Number),
});
