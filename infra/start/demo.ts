import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AllInOne } from './all-in-one.ts';
import type { ControlClient, FirstLinks } from './control-client.ts';
import type { Say } from './say.ts';

const presenters = 3;
const playsWithinMs = 40_000;
const askEveryMs = 500;

export interface DemoOptions {
  readonly root: string;
  readonly base: Readonly<Record<string, string>>;
  readonly all: AllInOne;
  readonly control: ControlClient;
  readonly say: Say;
}

/** Synthetic presenters in a live webinar of their own. Answers its links when its programme can be watched. */
export async function startDemo({ root, base, all, control, say }: DemoOptions): Promise<FirstLinks> {
  const links = await control.demo();
  await all.startAlso({
    name: 'synthetic',
    module: join(root, 'packages/synthetic/src/main.ts'),
    args: ['--url', links.webinar.syntheticUrl, '--count', String(presenters)],
    env: base,
    readiness: 'running',
  });
  say(`  Demo: ${presenters} synthetic presenters join; waiting for the programme …`);
  if (!(await untilItPlays(control, links.webinar.viewerUrl))) {
    say(`  Demo: the programme did not start within ${playsWithinMs / 1000} s; see synthetic.log and mixer-1.log.`);
  }
  return links;
}

async function untilItPlays(control: ControlClient, viewerUrl: string): Promise<boolean> {
  const deadline = performance.now() + playsWithinMs;
  while (performance.now() < deadline) {
    const url = await control.playlistUrl(viewerUrl);
    if (url !== undefined && (await hasMedia(url))) return true;
    await sleep(askEveryMs);
  }
  return false;
}

/** Whether the playlist, or the first one that it names, lists something to play (RFC 8216 §4.3.2.1). */
async function hasMedia(url: string): Promise<boolean> {
  const text = await fetchText(url);
  if (text.includes('#EXTINF') || text.includes('#EXT-X-PART:')) return true;
  const variant = text.split('\n').find((line) => line !== '' && !line.startsWith('#'));
  if (variant === undefined) return false;
  const media = await fetchText(new URL(variant, url).href);
  return media.includes('#EXTINF') || media.includes('#EXT-X-PART:');
}

async function fetchText(url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
    return response.ok ? await response.text() : '';
  } catch {
    return ''; // Not there yet; asked again.
  }
}
