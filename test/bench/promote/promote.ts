import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { layout } from '@rostrum/compositor';
import type { ParticipantId } from '@rostrum/protocol';
import { lookOf } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import { strings } from '../../../apps/web/src/strings.ts';
import { TestBrowser } from '../../support/browser.ts';
import { ControlApi } from '../../support/control-api.ts';
import { makeFakeDevices } from '../../support/fake-devices.ts';
import { lookAtFrames, type Region } from '../../support/media/frames.ts';
import { pages } from '../../support/pages.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { stateIn } from '../../support/stage-people.ts';
import { until } from '../../support/until.ts';
import { type BenchOptions, type BenchResult, distribution } from '../report.ts';
import { countBlack, Screencast } from './black-frames.ts';
import { heardSince, installEar } from './ear.ts';
import { openGuest } from './guest.ts';
import { PartWatch } from './part-watch.ts';
import { wallClockMs } from './wall-clock.ts';

/** Far apart in colour. */
const presenterLook = 0;
const guestLook = 4;
/** A page that has just begun to play still works at it. */
const calmMs = 2500;
/** Longer than anything that is waited for. */
const withinMs = 15_000;
/** Until a picture is certainly in a part. */
const watchMs = 2500;

interface Scene {
  readonly stack: Stack;
  readonly host: StageCaller;
  readonly presenter: Page;
  readonly guests: TestBrowser;
  readonly viewerUrl: string;
  readonly parts: PartWatch;
  readonly tile: Region;
}

interface Sample {
  readonly audibleMs: number;
  readonly visibleMs: number;
}

/** The second of two tiles. */
function guestTile(): Region {
  const people = [0, 1].map((index) => ({
    id: `u_${index}` as ParticipantId,
    name: '',
    hasCamera: true,
    hasScreen: false,
    muted: false,
  }));
  const plan = layout({ width: 1280, height: 720, slate: { title: '', message: '' }, people });
  const tile = plan.kind === 'tiles' ? plan.tiles[1] : undefined;
  if (!tile) throw new Error('the layout has no second tile');
  return tile;
}

/** When the first part that shows the guest's camera was here, milliseconds since 1970. */
async function visibleAt({ stack, parts, tile }: Scene, sinceMs: number): Promise<number> {
  const watched = parts.since(sinceMs);
  const file = join(stack.dir, 'watched.mp4');
  await writeFile(file, Buffer.concat([parts.init, ...watched.map(({ bytes }) => bytes)]));
  const frames = await lookAtFrames(file, [tile]);
  const { u, v } = lookOf(guestLook);
  const isGuest = frames.map(({ tiles: [look] }) => look !== undefined && Math.hypot(look.u - u, look.v - v) < 25);
  let at = 0;
  for (const part of watched) {
    const shows = isGuest.slice(at, at + part.frames).some(Boolean);
    at += part.frames;
    if (shows && part.atMs < sinceMs) throw new Error('the guest was seen before they came');
    if (shows) return part.atMs;
  }
  throw new Error('the guest was not seen in the programme');
}

async function raiseHand({ host }: Scene, page: Page): Promise<ParticipantId> {
  await page.getByRole('button', { name: strings.watch.raiseHand }).click();
  return until(() => stateIn(host)?.hands.at(-1)?.participantId);
}

async function sendBack({ host }: Scene, page: Page, participantId: ParticipantId): Promise<void> {
  await host.peer.request('demote', { participantId });
  await pages.untilPlaying(page);
  await page.context().close();
  await until(() => stateIn(host)?.participants.length === 1);
}

/** One viewer from the host's click until they are heard and seen, and back. */
async function promoteOnce(scene: Scene, isNaive: boolean): Promise<Sample> {
  const page = await openGuest(scene.guests, scene.viewerUrl, isNaive);
  const participantId = await raiseHand(scene, page);
  await sleep(calmMs);
  const clickMs = wallClockMs();
  await scene.host.peer.request('offerStage', { participantId });
  const audibleMs = (await heardSince(scene.presenter, clickMs, withinMs)) - clickMs;
  await sleep(watchMs);
  await sendBack(scene, page, participantId);
  return { audibleMs, visibleMs: (await visibleAt(scene, clickMs)) - clickMs };
}

/** The frames of one viewer's page on the way to the stage and back. Not timed: the screencast costs a core. */
async function swapOnce(scene: Scene): Promise<readonly string[]> {
  const page = await openGuest(scene.guests, scene.viewerUrl, false);
  const participantId = await raiseHand(scene, page);
  await sleep(calmMs);
  const screencast = await Screencast.start(page);
  await sleep(500);
  await scene.host.peer.request('offerStage', { participantId });
  await page.getByRole('toolbar', { name: strings.studio.controls }).waitFor();
  await sleep(watchMs);
  const frames = await screencast.stop();
  await sendBack(scene, page, participantId);
  return frames;
}

async function openScene(
  stack: Stack,
  browsers: TestBrowser[],
): Promise<Scene & { readonly close: () => Promise<void> }> {
  const { api, bootstrap } = await ControlApi.open(stack);
  const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;
  const [own, others] = await Promise.all([
    makeFakeDevices(stack.dir, { look: guestLook, name: 'Guest', sound: 'sweep' }),
    makeFakeDevices(stack.dir, { look: presenterLook, name: 'Presenter' }),
  ]);
  const listening = await TestBrowser.open({ devices: others, args: ['--autoplay-policy=no-user-gesture-required'] });
  browsers.push(listening);
  const guests = await TestBrowser.open({ devices: own, args: ['--autoplay-policy=no-user-gesture-required'] });
  browsers.push(guests);
  const host = await StageCaller.open(stack);
  const { state } = await host.hello((await api.join(hostUrl)).session);
  const presenter = await listening.visit(presenterUrl, { prepare: installEar });
  await pages.join(presenter, 'Presenter');
  await until(() => stateIn(host)?.participants.some(({ producers }) => producers.length === 2));
  await host.peer.request('goLive', {});
  const { programme } = await until(() => {
    const { webinar } = stateIn(host) ?? state;
    return webinar.state === 'live' ? webinar : undefined;
  });
  const url = programme?.url ?? '';
  await until(async () => (await fetch(url)).ok);
  const parts = await PartWatch.open(url);
  const close = async () => {
    await parts.close();
    host.close();
  };
  return { stack, host, presenter, guests, viewerUrl, parts, tile: guestTile(), close };
}

/**
 * From the host's request (sent at the click) to bring a viewer on stage, who says yes as soon as they can, until
 * another person's page plays the first sound of theirs; and until the first part of the programme that shows their
 * camera has arrived from the origin. "naive": the same page, which opens nothing before the answer.
 */
export async function benchPromote({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const rounds = isQuick ? 4 : 20;
  const swaps = isQuick ? 2 : 5;
  const stack = await Stack.start({ without: ['recorder'] });
  const browsers: TestBrowser[] = [];
  let scene: Awaited<ReturnType<typeof openScene>> | undefined;
  try {
    scene = await openScene(stack, browsers);
    const samples: Record<'prepared' | 'naive', Sample[]> = { prepared: [], naive: [] };
    for (let round = 0; round < rounds; round++) {
      // In turn, so that a busy moment of the machine hits both; half as many of the baseline.
      for (const way of round % 2 === 0 ? (['prepared', 'naive'] as const) : (['prepared'] as const)) {
        const sample = await promoteOnce(scene, way === 'naive');
        samples[way].push(sample);
        const [audible, visible] = [sample.audibleMs, sample.visibleMs].map(Math.round);
        say(`${way} ${round + 1}: heard after ${audible} ms, seen after ${visible} ms`);
      }
    }
    let [looked, black] = [0, 0];
    for (let swap = 0; swap < swaps; swap++) {
      const frames = await swapOnce(scene);
      const { count, darkest } = await countBlack(scene.presenter, frames);
      looked += frames.length;
      black += count;
      say(`swap ${swap + 1}: ${count} of ${frames.length} frames are black; the darkest has ${Math.round(darkest)}`);
    }
    const seconds = (all: readonly Sample[], key: keyof Sample) => all.map((sample) => sample[key] / 1000);
    const { prepared, naive } = samples;
    const cases = [
      distribution('audible to others', seconds(prepared, 'audibleMs')),
      distribution('visible in composite', seconds(prepared, 'visibleMs')),
      distribution('audible, naive', seconds(naive, 'audibleMs')),
      distribution('visible, naive', seconds(naive, 'visibleMs')),
      { name: 'black frames', value: black, n: looked },
    ];
    return { report: { bench: 'promote', unit: 's', cases }, samples };
  } finally {
    await scene?.close();
    await Promise.all(browsers.map((browser) => browser.close()));
    await stack.close();
  }
}
