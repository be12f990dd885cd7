import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { makeFakeDevices } from '../support/fake-devices.ts';
import { captureProgramme } from '../support/media/capture.ts';
import { fileSeconds } from '../support/media/packets.ts';
import { pages, type WebinarLinks } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { assertProgramme, type Cast } from './assert-programme.ts';

// One webinar from its creation to the downloaded file, as four people live it.

t.setTimeout(240_000);

const cast: Cast = {
  host: { name: 'Ada', look: 8 },
  guest: { name: 'Ben', look: 12 },
  visitor: { name: '美咲', look: 1 },
};
const title = 'The whole path';
/** From before the third presenter comes until after they left. */
const captureSeconds = 32;
/** Pages, encoders and the player all start at once, and that is not what is looked at. */
const settleMs = 12_000;
const alonePauseMs = 4000;
const visitMs = 12_000;

// Two browsers that encode three layers each, and a viewer, leave little of two cores: no smaller renditions here.
const stack = await Stack.start({ settings: { ROSTRUM_LADDER: 'none' } });
t.teardown(() => stack.close());
const [hostDevices, guestDevices] = await Promise.all([
  makeFakeDevices(stack.dir, cast.host),
  makeFakeDevices(stack.dir, cast.guest),
]);
const [hostBrowser, guestBrowser] = await Promise.all([
  TestBrowser.open({ devices: hostDevices }),
  TestBrowser.open({ devices: guestDevices }),
]);
t.teardown(() => Promise.all([hostBrowser.close(), guestBrowser.close()]));
t.teardown(() => {
  if (t.passing()) return;
  for (const { process, line } of stack.complaints()) t.comment(process, JSON.stringify(line).slice(0, 600));
  for (const complaint of [...hostBrowser.complaints, ...guestBrowser.complaints]) t.comment(complaint);
});

const { signInUrl } = await stack.links();
const organizer = await guestBrowser.visit(signInUrl);
const captured = join(stack.dir, 'captured.nut');
const downloaded = join(stack.dir, 'downloaded.mp4');

// What one step leaves to the next. Between the steps there is no work: the first pause would end the test.
let links: WebinarLinks;
let host: Page;
let guest: Page;
let viewer: Page;
let api: ControlApi;
let liveSeconds: number;

await t.test('the organizer signs in by the printed link and creates a webinar', async (t) => {
  await pages.untilSignedIn(organizer);
  links = await pages.createWebinar(organizer, title);
  for (const link of Object.values(links)) t.match(link, /\/(studio|watch)#[\w.-]{40,}$/);
});

await t.test('a viewer who is early sees when it starts', async (t) => {
  viewer = await hostBrowser.visit(links.viewer);
  await viewer.getByRole('timer', { name: strings.watch.startsIn }).waitFor();
  t.ok(await viewer.getByRole('heading', { name: title }).isVisible());
});

await t.test('the host and a presenter join and see each other', async () => {
  host = await hostBrowser.visit(links.host);
  guest = await guestBrowser.visit(links.presenter);
  // One after the other: the order of joining is the order of the tiles.
  await pages.join(host, cast.host.name);
  await pages.join(guest, cast.guest.name);
  await Promise.all([pages.untilSeen(host, cast.guest.name), pages.untilSeen(guest, cast.host.name)]);
});

await t.test('the host goes live; the page of the viewer plays by itself', async () => {
  await pages.goLive(host);
  await pages.untilPlaying(viewer);
});

await t.test('a third presenter comes and goes while the programme runs', async (t) => {
  ({ api } = await ControlApi.open(stack));
  const { programme } = (await api.join(links.viewer)).webinar;
  await sleep(settleMs);
  const capture = captureProgramme({ url: programme?.url ?? '', seconds: captureSeconds, file: captured });
  await sleep(alonePauseMs);
  // The newest webinar is ours.
  const { webinar } = await stack.links();
  t.equal(webinar.title, title);
  const visitor = SyntheticPresenter.start({ link: webinar.syntheticUrl, ...cast.visitor });
  await visitor.onStage;
  await Promise.all([pages.untilSeen(host, cast.visitor.name), pages.untilSeen(guest, cast.visitor.name)]);
  await sleep(visitMs);
  await visitor.close();
  await host.getByRole('figure', { name: cast.visitor.name }).waitFor({ state: 'detached' });
  await capture;
});

await t.test('the host ends the webinar for everybody', async (t) => {
  await pages.end(host);
  await guest.getByText(strings.studio.endedTitle).waitFor();
  const { webinar } = await api.join(links.viewer);
  t.equal(webinar.state, 'ended');
  const { startedAt = '', endedAt = '' } = webinar.programme ?? {};
  liveSeconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  // The badge, and the player's button at the live edge: none may be left.
  await viewer.getByText(strings.watch.live, { exact: true }).first().waitFor({ state: 'detached' });
});

await t.test('the recording appears, and downloads with ranges', async (t) => {
  await organizer.getByRole('link', { name: strings.nav.recordings }).click();
  const download = organizer.getByRole('link', { name: strings.recordings.downloadOf(title) });
  await download.waitFor({ timeout: 60_000 });
  const path = (await download.getAttribute('href')) ?? '';
  const url = new URL(path, stack.url).href;
  const [cookie] = await organizer.context().cookies(url);
  const headers = { cookie: `${cookie?.name}=${cookie?.value}` };
  const range = await fetch(url, { headers: { ...headers, range: 'bytes=4-7' } });
  t.equal(range.status, 206);
  t.equal(await range.text(), 'ftyp');
  const past = await fetch(url, { headers: { ...headers, range: 'bytes=99999999999-' } });
  t.equal(past.status, 416);
  const whole = await fetch(url, { headers });
  t.match(whole.headers.get('content-disposition'), /attachment/);
  await pipeline(Readable.fromWeb(whole.body as never), createWriteStream(downloaded));
  const seconds = await fileSeconds(downloaded);
  // Live is said when the mixer has begun to start.
  t.ok(Math.abs(seconds - liveSeconds) <= 1, `the file has ${seconds} s, the webinar was live for ${liveSeconds} s`);
});

// Looked at after the end, since decoding takes a core that the programme needs.
await t.test('HLS: everybody in their tile, heard, in step, without a gap', (t) => assertProgramme(t, captured, cast));

await t.test('MP4: the same content as the live programme', (t) => assertProgramme(t, downloaded, cast));

await t.test('no page complained', async (t) => {
  t.same([...hostBrowser.complaints, ...guestBrowser.complaints], []);
});
