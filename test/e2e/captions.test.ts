import { setTimeout as sleep } from 'node:timers/promises';
import type { Moment } from '@rostrum/protocol';
import { readBitClock, SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { type Block, clockBlocks } from '../bench/shown-clock.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';

// What goes with the picture comes with the picture: captions, and a card of the host. The picture itself says its time, by the
// clock that a synthetic presenter shows in it.

t.setTimeout(150_000);
const words = strings.watch;
/** A frame or two of the page, and the steps in which a player looks at its playhead. */
const tolerance = { earlyMs: 250, lateMs: 750 };

const stack = await Stack.start({ without: ['recorder'] });
t.teardown(() => stack.close());
const browser = await TestBrowser.open();
t.teardown(() => browser.close());
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, viewerUrl, syntheticUrl } = bootstrap.webinar;
const { id } = (await api.join(viewerUrl)).webinar;
const { captions } = (await api.call('PATCH', `/api/webinars/${id}`, { captionLanguage: 'en' })).body;
const presenter = SyntheticPresenter.start({ link: syntheticUrl, name: 'Ada', look: 0 });
t.teardown(() => presenter.close());
await presenter.onStage;
const host = await StageCaller.open(stack);
t.teardown(() => host.close());
await host.hello((await api.join(hostUrl)).session);
await host.peer.request('goLive', {});

/** Another viewer's socket, which hears what the page hears. */
const witness = await StageCaller.open(stack);
t.teardown(() => witness.close());
await witness.hello((await api.join(viewerUrl)).session);

/** A change of what is written on the page or over the picture, and the clock in the first picture after it. */
interface Change {
  readonly text: string;
  readonly levels: readonly number[];
}

/** Runs in the page: from now on notes each change, in `window.changes`. */
function noteChanges({ blocks, selector }: { blocks: readonly Block[]; selector: string }): void {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!video || !context) throw new Error('the page has no player');
  const changes: Change[] = [];
  Object.assign(window, { changes });
  const level = ({ x, y, width, height }: Block): number => {
    const { data } = context.getImageData(Math.round(x), Math.round(y), Math.ceil(width), Math.ceil(height));
    let sum = 0;
    for (let place = 1; place < data.length; place += 4) sum += data[place] ?? 0;
    return sum / (data.length / 4);
  };
  let before = '';
  const look = () => {
    const text = document.querySelector(selector)?.textContent ?? '';
    if (text !== before) {
      canvas.width = 1280;
      canvas.height = 720;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      changes.push({ text, levels: blocks.map(level) });
      before = text;
    }
    video.requestVideoFrameCallback(look);
  };
  look();
}

/** When the page changed to this, in the picture's own time; waits for it. */
async function shownAt(page: Page, text: string): Promise<number> {
  const handle = await page.waitForFunction(
    (wanted) => (window as unknown as { changes: Change[] }).changes.find((change) => change.text.includes(wanted)),
    text,
    { timeout: 20_000 },
  );
  const { levels } = (await handle.jsonValue()) as Change;
  const time = readBitClock(levels, Date.now());
  if (!time) throw new Error(`no clock in the picture that goes with ${text}`);
  return time.wallMs;
}

const isInTime = (t: Test, { wallMs, dueMs, what }: { wallMs: number; dueMs: number; what: string }) => {
  const lateMs = wallMs - dueMs;
  t.comment(`${what}: ${lateMs} ms`);
  t.ok(lateMs > -tolerance.earlyMs && lateMs < tolerance.lateMs, `${what} is in time: ${lateMs} ms`);
};

async function post(startMs: number, text: string, seconds = 2): Promise<number> {
  const instants = {
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + seconds * 1000).toISOString(),
  };
  const { status } = await fetch(captions.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${captions.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ cues: [{ ...instants, text }] }),
  });
  return status;
}

const viewer = await browser.visit(viewerUrl);
let saidMs = 0;
await pages.untilPlaying(viewer);

await t.test('captions are off until they are asked for, and remembered', async (t) => {
  await viewer.getByRole('button', { name: words.showCaptions, exact: true }).waitFor();
  t.equal(await post(Date.now(), 'nobody reads this', 20), 200);
  await sleep(2000);
  t.equal(await viewer.locator('.captions').count(), 0);
  await viewer.keyboard.press('c');
  await viewer.getByRole('button', { name: words.hideCaptions, exact: true }).waitFor();
  await viewer.getByText('nobody reads this').waitFor();
  await viewer.keyboard.press('c');
  await viewer.locator('.captions').waitFor({ state: 'detached' });
  await viewer.keyboard.press('c');
  await viewer.reload();
  await pages.untilPlaying(viewer);
  await viewer.getByRole('button', { name: words.hideCaptions, exact: true }).waitFor();
  // Long after the parts that were there when the page was loaded: those that come are read, too.
  await sleep(2500);
  t.equal(await post(Date.now(), 'after the reload', 10), 200);
  await viewer.getByText('after the reload').waitFor();
});

await t.test('a cue is shown with the picture of its time', async (t) => {
  await viewer.evaluate(noteChanges, { blocks: clockBlocks(1), selector: '.captions' });
  const firstMs = Date.now() + 1500;
  for (const index of [0, 1]) await post(firstMs + index * 2000, `cue <${index}> & more`, 1.5);
  for (const index of [0, 1]) {
    const wallMs = await shownAt(viewer, `cue <${index}> & more`);
    isInTime(t, { wallMs, dueMs: firstMs + index * 2000, what: `cue ${index}` });
  }
});

await t.test('a cue that comes late is shown all the same', async (t) => {
  saidMs = Date.now() - 3000;
  t.equal(await post(saidMs, 'said three seconds ago', 4), 200);
  const wallMs = await shownAt(viewer, 'said three seconds ago');
  t.comment(`${wallMs - saidMs} ms after it was said`);
  t.ok(wallMs > saidMs + 2000 && wallMs < saidMs + 9000);
});

await t.test('a card comes with the picture of its moment, not before', async (t) => {
  await viewer.evaluate(noteChanges, { blocks: clockBlocks(1), selector: '.audience-card' });
  const sentMs = Date.now();
  await host.peer.request('showCard', { text: 'The slides', link: 'https://example.org/slides', seconds: 5 });
  const wallMs = await shownAt(viewer, 'The slides');
  const heard = witness.heard.filter(({ event }) => event === 'moment').map(({ data }) => data as Moment);
  const atMs = heard.find(({ what }) => what.kind === 'card')?.atMs ?? 0;
  t.ok(Math.abs(atMs - sentMs) < 1000, `its moment is now: ${atMs - sentMs} ms`);
  isInTime(t, { wallMs, dueMs: atMs, what: 'the card' });
  t.ok(Date.now() - sentMs > 400, 'it waited for the picture');
  const link = viewer.getByRole('link', { name: words.openLink });
  t.equal(await link.getAttribute('href'), 'https://example.org/slides');
});

await t.test('the replay has them at their right time', async (t) => {
  await host.peer.request('end', {});
  const late = await browser.visit(viewerUrl);
  await pages.untilPlaying(late);
  await late.keyboard.press('c');
  await late.evaluate(noteChanges, { blocks: clockBlocks(1), selector: '.captions' });
  const { startedAt = '' } = (await api.join(viewerUrl)).webinar.programme ?? {};
  const positionSeconds = Math.max(0, (saidMs - Date.parse(startedAt)) / 1000 - 4);
  await late.evaluate((seconds) => {
    const video = document.querySelector('video');
    if (video) video.currentTime = seconds;
  }, positionSeconds);
  const wallMs = await shownAt(late, 'said three seconds ago');
  isInTime(t, { wallMs, dueMs: saidMs, what: 'the late cue' });
});

await t.test('no page complained', async (t) => t.same(browser.complaints, []));
