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
    readonly opusStereo?: boolean;
    readonly opusMaxAverageBitrate?: number;
  };
  /** https://www.w3.org/TR/mst-content-hint/ */
  readonly contentHint: string;
}

/** In kbit/s. Without it the top layer takes 8 s to come; with it, 0.5 s. Chromium still backs off on a thin uplink. */
const startKbps = 2500;

/** How each source is sent. Bit rates in bit/s are ceilings; the browser goes below them as its uplink asks. */
export const sendPlans: Readonly<Record<Source, SendPlan>> = {
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
    codecOptions: { videoGoogleStartBitrate: 1500 },
    contentHint: 'detail',
  },
  microphone: { codecOptions: { opusDtx: true, opusFec: true }, contentHint: 'speech' },
  'screen-audio': {
    codecOptions: { opusStereo: true, opusFec: true, opusMaxAverageBitrate: 128_000 },
    contentHint: 'music',
  },
};
