import { defaultBranding, undirected } from '@rostrum/protocol';
import type { MixClock } from './clock/mix-clock.ts';
import { LiveMix } from './live-mix.ts';
import { rasterLabel } from './picture/raster-label.ts';

/** Time that passes as fast as the work is done, a turn of the event loop at a time. */
class QuickClock implements MixClock {
  #nowMs = 0;

  now(): number {
    return this.#nowMs;
  }

  async wait(ms: number): Promise<void> {
    this.#nowMs += ms;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const warmSeconds = 1;
const noFeedback = { requestKeyFrame: () => undefined, requestPackets: () => undefined };

/**
 * Loads the fonts and makes a small programme for nobody, so that codecs are in memory and code is compiled: better before a
 * programme runs than while its first viewers, or those whose mixer has died, wait for it.
 */
export async function warmUp(): Promise<void> {
  const canvas = { width: 640, height: 360 };
  rasterLabel({ text: 'Aя你', title: '', muted: false }, { tile: canvas, canvas, branding: defaultBranding });
  const clock = new QuickClock();
  const mix = LiveMix.open({
    canvas: { ...canvas, frameRate: 30 },
    ladder: [180],
    state: { revision: 0, participants: [], slate: { title: '', message: '' }, ...undirected },
    feedback: noFeedback,
    onPart: () => undefined,
    clock,
  });
  const running = mix.run();
  while (mix.stats().outputSeconds < warmSeconds) await new Promise((resolve) => setImmediate(resolve));
  await mix.stop();
  await running;
  await mix.close();
}
