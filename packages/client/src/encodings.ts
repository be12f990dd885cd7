import type { Source } from '@rostrum/protocol';

export interface SendPlan {
  readonly encodings?: {
    readonly rid?: string;
    readonly scaleResolutionDownBy?: number;
    readonly maxBitrate: number;
    readonly maxFramerate?: number;
  }[];
  readonly codecOptions: {
    readonly videoGoogleStartBitrate?: number;
    readonly opusDtx?: boolean;
    readonly opusFec?: boolean;
    /** Lost packets of sound are sent again, too. */
    readonly opusNack?: boolean;
    readonly opusStereo?: boolean;
    readonly opusMaxAverageBitrate?: number;
  };
  /** https://www.w3.org/TR/mst-content-hint/ */
  readonly contentHint: string;
}

/** How a source is sent; `music` is a microphone that carries an instrument or a whole room. */
export type SendProfile = Source | 'music';

/**
 * How each source is sent. Bit rates in bit/s are ceilings; the browser goes below them as its uplink asks.
 * @param startKbps what the uplink is trusted with at first, see network-hint.ts
 */
export const sendPlans = (startKbps: number): Readonly<Record<SendProfile, SendPlan>> => ({
  camera: {
    encodings: [
      { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
      { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
      { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
    ],
    codecOptions: { videoGoogleStartBitrate: startKbps },
    contentHint: 'motion',
  },
  screen: {
    encodings: [{ maxBitrate: 2_500_000, maxFramerate: 15 }],
    codecOptions: { videoGoogleStartBitrate: Math.min(1500, startKbps) },
    contentHint: 'detail',
  },
  microphone: { codecOptions: { opusDtx: true, opusFec: true, opusNack: true }, contentHint: 'speech' },
  music: {
    codecOptions: { opusStereo: true, opusFec: true, opusNack: true, opusDtx: false, opusMaxAverageBitrate: 128_000 },
    contentHint: 'music',
  },
  'screen-audio': {
    codecOptions: { opusStereo: true, opusFec: true, opusNack: true, opusMaxAverageBitrate: 128_000 },
    contentHint: 'music',
  },
});
