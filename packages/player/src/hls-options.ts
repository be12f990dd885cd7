import type { HlsConfig } from 'hls.js';

/** Distance after which hls.js itself jumps to the live edge, in seconds; must be more than `liveSyncDuration`. */
export const liveJumpSeconds = 4;

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
  // Where playback starts and where hls.js jumps to. The distance in between is kept by our own rate controller.
  liveSyncDuration: 1,
  liveMaxLatencyDuration: liveJumpSeconds,
  liveSyncOnStallIncrease: 0.25,
  maxLiveSyncPlaybackRate: 1,
  // Most connections carry the largest picture: playback begins with it, and falls when this one does not.
  abrEwmaDefaultEstimate: 6_000_000,
  backBufferLength: 30,
  maxBufferLength: 30,
  manifestLoadPolicy: playlistPolicy,
  playlistLoadPolicy: playlistPolicy,
};
