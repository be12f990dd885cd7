import { SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { countBlack, Screencast } from '../bench/promote/black-frames.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { makeFakeDevices } from '../support/fake-devices.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { stateIn } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

// A viewer's way to the stage and back, in a page on a desktop and in one the size of a phone.

t.setTimeout(240_000);
const words = strings.watch;
/** Everything runs on this one machine. */
const withinMs = 30_000;

const stack = await Stack.start({ without: ['recorder'] });
t.teardown(() => stack.close());
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, syntheticUrl, viewerUrl } = bootstrap.webinar;
const speaker = SyntheticPresenter.start({ link: syntheticUrl, name: 'Speaker', look: 0 });
t.teardown(() => speaker.close());
await speaker.onStage;
const host = await StageCaller.open(stack);
t.teardown(() => host.close());
await host.hello((await api.join(hostUrl)).session);
await host.peer.request('goLive', {});
const browser = await TestBrowser.open({
  devices: await makeFakeDevices(stack.dir, { look: 4, name: 'Eva' }),
  args: ['--autoplay-policy=no-user-gesture-required'],
});
t.teardown(() => browser.close());

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const toolbar = (page: Page) => page.getByRole('toolbar', { name: strings.studio.controls });
const dialog = (page: Page) => page.getByRole('dialog');
const eva = () => stateIn(host)?.participants.find(({ name }) => name === 'Eva');

/** A viewer who has given a name, and allowed camera and microphone before. */
async function watch(viewport: { width: number; height: number }): Promise<Page> {
  const page = await browser.visit(viewerUrl);
  await page.setViewportSize(viewport);
  await page.context().grantPermissions(['camera', 'microphone']);
  await page.evaluate(() => localStorage.setItem('rostrum.name', 'Eva'));
  await page.reload();
  await pages.untilPlaying(page);
  return page;
}

async function raiseHand(page: Page) {
  await page.getByRole('button', { name: words.raiseHand }).click();
  return until(() => stateIn(host)?.hands.at(-1)?.participantId, withinMs);
}

const ask = (participantId: Awaited<ReturnType<typeof raiseHand>>) =>
  host.peer.request('offerStage', { participantId });

/** Counts the frames in which player and stage are both heard. Runs in the page. */
function watchSound(): void {
  const page = window as typeof window & { doubledFrames?: number };
  page.doubledFrames = 0;
  const look = () => {
    const player = document.querySelector<HTMLVideoElement>('.player video');
    const isPlayerHeard = player !== null && !player.muted && !player.paused;
    const isStageHeard = [...document.querySelectorAll('audio')].some(({ currentTime }) => currentTime > 0);
    if (isPlayerHeard && isStageHeard) page.doubledFrames = (page.doubledFrames ?? 0) + 1;
    requestAnimationFrame(look);
  };
  look();
}

await t.test('desktop: from a raised hand to the stage, and back', async (t) => {
  const page = await watch({ width: 1280, height: 800 });
  const id = await raiseHand(page);
  await ask(id);
  await dialog(page).locator('video').waitFor();
  await dialog(page).getByRole('button', { name: words.joinStage }).waitFor();
  t.notOk(eva(), 'nobody sees them while they look at themselves');

  await page.evaluate(watchSound);
  const screencast = await Screencast.start(page);
  await button(page, words.joinStage).click();
  await toolbar(page).waitFor({ timeout: withinMs });
  await pages.untilSeen(page, 'Speaker');
  const producers = await until(() => (eva()?.producers.length === 2 ? eva()?.producers : undefined), withinMs);
  t.same(producers.map(({ source, paused }) => `${source} ${paused}`).toSorted(), ['camera false', 'microphone false']);
  await page.locator('.player').waitFor({ state: 'detached' });
  const frames = await screencast.stop();
  const { count, darkest } = await countBlack(page, frames);
  t.equal(count, 0, `${frames.length} frames, the darkest has ${Math.round(darkest)}`);
  t.equal(await page.evaluate('window.doubledFrames'), 0, 'player and stage are never heard both');
  for (const name of [strings.studio.goLive, strings.studio.end]) t.equal(await button(page, name).count(), 0);

  await page.reload();
  await page.getByRole('heading', { name: words.againTitle }).waitFor({ timeout: withinMs });
  await button(page, words.joinStage).click();
  await toolbar(page).waitFor({ timeout: withinMs });
  await until(() => eva()?.isPromoted, withinMs);

  await button(page, strings.studio.leaveStage).click();
  await until(() => !eva(), withinMs);
  await pages.untilPlaying(page);
  t.ok(await page.getByText(words.demoted).first().isVisible());
  t.equal(await page.locator('audio').count(), 0);
  await page.context().close();
});

await t.test('phone: not now, a reload, and an invitation that is withdrawn', async (t) => {
  const page = await watch({ width: 390, height: 844 });
  const id = await raiseHand(page);
  await ask(id);
  await button(page, words.notNow).click();
  await until(() => host.heard.some(({ event }) => event === 'offerDeclined'), withinMs);
  await ask(id);
  await button(page, words.joinStage).waitFor();
  await page.reload();
  await button(page, words.joinStage).waitFor({ timeout: withinMs });
  const box = await dialog(page).boundingBox();
  t.ok(box && box.x >= 0 && box.x + box.width <= 390, 'the dialog fits');
  await host.peer.request('withdrawOffer', { participantId: id });
  await dialog(page).waitFor({ state: 'detached' });
  t.ok(await page.getByText(words.offerGone).first().isVisible());
  t.notOk(eva());

  await ask(id);
  await button(page, words.joinStage).click();
  await toolbar(page).waitFor({ timeout: withinMs });
  await pages.untilSeen(page, 'Speaker');
  await host.peer.request('demote', { participantId: id });
  await pages.untilPlaying(page);
  await page.context().close();
});

await t.test('no page complained', async (t) => t.same(browser.complaints, []));
