import type { HlsConfig } from 'hls.js';
import type { LatencyMode } from './latency-mode.ts';

/**
 * Where playback starts and where hls.js jumps to, and the distance after which it does so, in seconds behind the edge. The
 * distance in between is kept by our own rate controller. Three whole segments of two seconds are what RFC 8216 asks for.
 */
export const distances: Readonly<Record<LatencyMode, { readonly sync: number; readonly jump: number }>> = {
  low: { sync: 1, jump: 4 },
  plain: { sync: 6, jump: 16 },
};

const retry = { maxNumRetry: 40, retryDelayMs: 500, maxRetryDelayMs: 1000 };
const playlistPolicy = {
  default: { maxTimeToFirstByteMs: 10_000, maxLoadTimeMs: 15_000, timeoutRetry: retry, errorRetry: retry },
};

/**
 * How hls.js is run. Its own settings bring about 1 s more latency with short parts, and give up after 3 s without the
 * origin: both are answered here.
 */
export const hlsOptions: Partial<HlsConfig> = {
  lowLatencyMode: true,
  // fMP4 passes through nearly untouched; a worker would need `worker-src blob:` in the page's policy for nothing.
  enableWorker: false,
  liveSyncDuration: distances.low.sync,
  liveMaxLatencyDuration: distances.low.jump,
  liveSyncOnStallIncrease: 0.25,
  maxLiveSyncPlaybackRate: 1,
  // Most connections carry the largest picture: playback begins with it, and falls when this one does not.
  abrEwmaDefaultEstimate: 6_000_000,
  backBufferLength: 30,
  maxBufferLength: 30,
  manifestLoadPolicy: playlistPolicy,
  playlistLoadPolicy: playlistPolicy,
};
