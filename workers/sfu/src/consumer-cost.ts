/** A consumer, as far as its cost goes. */
export interface CostFacts {
  readonly kind: 'audio' | 'video';
  readonly paused: boolean;
  /** Of simulcast: the layer that it gets now; undefined when it gets none yet. */
  readonly spatialLayer?: number | undefined;
  /** Of a pipe, which carries all: how many layers there are. */
  readonly pipedLayers?: number | undefined;
}

/** About what a voice takes, and a camera by its layer: the plans of packages/client/src/encodings.ts. kbit/s. */
const voiceKbps = 40;
const layerKbps = [150, 500, 2000] as const;
/** A screen, or a camera without layers. */
const wholeKbps = 1500;

/** What a consumer costs its node: what goes out of it, in kbit/s. */
export function consumerKbps({ kind, paused, spatialLayer, pipedLayers = 1 }: CostFacts): number {
  if (paused) return 0;
  if (kind === 'audio') return voiceKbps;
  if (pipedLayers > 1) return layerKbps.slice(0, pipedLayers).reduce((sum, kbps) => sum + kbps, 0);
  return spatialLayer === undefined ? wholeKbps : (layerKbps[spatialLayer] ?? wholeKbps);
}
