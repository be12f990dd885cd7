import type { Page } from 'playwright-core';

declare global {
  interface Window {
    /** When a sound began after silence, milliseconds since 1970. */
    heardAtMs: number[];
  }
}

/** Listens to all that the page receives: decoded, behind the jitter buffer. Runs in the page before its own scripts. */
export function installEar(): void {
  // Quieter is silence; of a full scale of 1.
  const audible = 0.02;
  const silenceMs = 300;
  const everyMs = 4;
  window.heardAtMs = [];
  let context: AudioContext | undefined;
  let lastLoudMs = 0;
  const listen = (track: MediaStreamTrack) => {
    context ??= new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 256; // About 5 ms: nothing is missed between two looks.
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      if (track.readyState === 'ended') clearInterval(timer);
      analyser.getFloatTimeDomainData(samples);
      if (!samples.some((sample) => Math.abs(sample) > audible)) return;
      const nowMs = performance.timeOrigin + performance.now();
      if (nowMs - lastLoudMs > silenceMs) window.heardAtMs.push(nowMs);
      lastLoudMs = nowMs;
    }, everyMs);
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => track.kind === 'audio' && listen(track));
    }
  };
}

/** The first sound that began after a moment. */
export async function heardSince(page: Page, sinceMs: number, withinMs: number): Promise<number> {
  const found = await page.waitForFunction((since) => window.heardAtMs.find((atMs) => atMs > since) ?? false, sinceMs, {
    timeout: withinMs,
    polling: 50,
  });
  return Number(await found.jsonValue());
}
