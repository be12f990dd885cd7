import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProgrammeId } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import type { Page } from 'playwright-core';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { ControlClient } from '../../infra/start/control-client.ts';
import { accessibilityProblems } from '../support/accessibility.ts';
import { broadcast } from '../support/broadcast.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { pages } from '../support/pages.ts';
import { keepProgramme } from '../support/programme-material.ts';
import { startRecorder } from '../support/recorder-stack.ts';
import { until } from '../support/until.ts';

// The library and a recording's own page, as an organizer uses them.

t.setTimeout(180_000);
const words = strings.recordings;
const webDir = fileURLToPath(new URL('../../apps/web/dist', import.meta.url));
const stack = await ControlStack.start({ webDir });
const storage = await FolderStorage.open(join(stack.dir, 'media'));
let seconds = 12;
const mixer = await FakeMixer.open({
  secret: stack.secret,
  redisUrl: stack.redisUrl,
  onStop: async (id: ProgrammeId) => {
    if (seconds > 0) await keepProgramme(storage, id, [{ seconds, startMs: Date.UTC(2030, 0, 1) }]);
  },
});
const recorder = await startRecorder(stack);
const browser = await TestBrowser.open();
t.teardown(async () => {
  await browser.close();
  await recorder.stop();
  await mixer.close();
  await stack.stop();
});
const { api } = await ControlApi.open(stack);

const talk = 'Talk — حديث 会議';
await broadcast(stack, api, 'Another one');
seconds = 0;
await broadcast(stack, api, 'Nothing was said');
seconds = 12;
const webinar = await broadcast(stack, api, talk);
const { signInUrl } = await new ControlClient({ url: stack.url, secret: stack.secret }).bootstrap();
const page = await browser.visit(signInUrl, { size: { width: 1440, height: 900 } });
await pages.untilSignedIn(page);
await page.getByRole('link', { name: strings.nav.recordings }).click();
const card = (title: string) => page.getByRole('listitem').filter({ hasText: title });
const problems = (where: Page) => accessibilityProblems(where);

await t.test('a recording is found by words and by state', async (t) => {
  await page.locator('[data-state=ready]').nth(1).waitFor();
  await page.locator('[data-state=failed]').waitFor();
  await page.getByLabel(words.search).fill('会議 TALK');
  await card('Another one').waitFor({ state: 'detached' });
  t.equal(await page.locator('[data-recording-id]').count(), 1);
  await page.getByLabel(words.search).fill('');
  await page.getByLabel(words.filterState).selectOption('failed');
  await card(talk).waitFor({ state: 'detached' });
  t.match(await card('Nothing was said').textContent(), /nothing to record/);
  await page.getByLabel(words.filterState).selectOption('all');
  await card(talk).waitFor();
  t.same(await problems(page), []);
});

await t.test('several are deleted at once, and come back', async (t) => {
  await page.getByLabel(words.select('Another one')).check();
  await page.getByLabel(words.select('Nothing was said')).check();
  await page.getByText(words.selected(2)).waitFor();
  t.same(await problems(page), []);
  await page.getByRole('button', { name: words.deleteSelected, exact: true }).click();
  await card('Another one').waitFor({ state: 'detached' });
  await page.getByText(words.deleted(2)).waitFor();
  await page.getByRole('button', { name: words.undo }).click();
  await card('Another one').waitFor();
  await card('Nothing was said').waitFor();
  t.equal(await page.locator('[data-recording-id]').count(), 3);
});

await t.test('it plays, and a part is cut out of it', async (t) => {
  await page.getByRole('link', { name: talk }).first().click();
  await page.getByRole('button', { name: strings.watch.play }).first().click();
  await pages.untilPlaying(page);
  await page.getByLabel(words.speed).selectOption('1.5');
  t.equal(await page.locator('section video').evaluate((video: HTMLVideoElement) => video.playbackRate), 1.5);
  await page.keyboard.press('k');
  await page.getByRole('button', { name: words.trim.open }).click();
  const trim = page.getByRole('region', { name: words.trim.title });
  await page.locator('section video').evaluate((video: HTMLVideoElement) => {
    video.currentTime = 3;
  });
  await trim.getByRole('button', { name: words.trim.startHere }).click();
  await trim.getByRole('button', { name: words.trim.on(words.trim.start) }).click();
  t.same(await problems(page), []);
  await trim.getByRole('button', { name: /^Make the part/ }).click();
  const made = page.locator('[data-output-id][data-state=ready]').filter({ hasText: 'From 0:03 to 0:12' });
  await made.waitFor({ timeout: 60_000 });
  await page.getByRole('button', { name: words.downloadsOf(talk) }).click();
  await page.getByRole('menuitem', { name: /^From 0:03/ }).waitFor();
  t.equal(await page.getByRole('menuitem').count(), 3, 'the whole, the sound and the part');
  await page.keyboard.press('Escape');
});

await t.test('a link lets somebody in who may not see it otherwise, until it is withdrawn', async (t) => {
  const address = page.url();
  await page.getByRole('button', { name: words.share.open, exact: true }).click();
  await page.getByLabel(words.share.access).selectOption('host');
  await page.getByText(words.share.hints.host).waitFor();
  await page.getByRole('button', { name: words.share.make }).click();
  const withdraw = page.getByRole('button', { name: /^Withdraw the link/ });
  await withdraw.waitFor();
  t.same(await problems(page), []);
  const id = new URL(address).pathname.split('/').at(-1);
  const [share] = (await api.call('GET', `/api/recordings/${id}/sharing`)).body.shares;

  const guest = await browser.visit(share.url, { size: { width: 390, height: 844 } });
  await guest.getByRole('button', { name: strings.watch.play }).first().click();
  await pages.untilPlaying(guest);
  await guest.getByRole('button', { name: words.downloadsOf(talk) }).click();
  t.equal(await guest.getByRole('menuitem').count(), 2, 'the whole and the sound, not what the organizer cut');
  await guest.keyboard.press('Escape');
  t.same(await problems(guest), []);
  const stranger = await browser.visit(address, { size: { width: 390, height: 844 } });
  await stranger.getByRole('alert').getByText('not open to you').waitFor();

  await withdraw.click();
  await withdraw.waitFor({ state: 'detached' });
  await guest.reload();
  await guest.getByRole('alert').getByText('withdrawn').waitFor();
  await page.getByRole('button', { name: strings.close }).click();
  await page.getByTestId('recording-views').getByText(words.share.views(1)).waitFor();
});

await t.test('a viewer comes from the replay to the recording', async (t) => {
  await api.call('PATCH', `/api/recordings/${new URL(page.url()).pathname.split('/').at(-1)}/sharing`, {
    access: 'registered',
  });
  const viewer = await browser.visit(webinar.links.viewer, { size: { width: 390, height: 844 } });
  await viewer.getByRole('button', { name: words.share.toRecording }).click();
  await viewer.getByRole('heading', { name: talk }).waitFor();
  await viewer.getByRole('button', { name: words.downloadsOf(talk) }).waitFor();
  t.same(await problems(viewer), []);
  t.same(
    browser.complaints.filter((line) => !line.startsWith('Failed to load resource')),
    [],
  );
});

await t.test("a webinar's page says what is recorded, and how long it is kept", async (t) => {
  await page.goto(`${stack.url}/webinars/${webinar.id}`);
  await page.getByRole('button', { name: strings.webinar.edit }).click();
  await page.getByLabel(strings.form.tracks).check();
  await page.getByRole('button', { name: strings.form.save }).click();
  await page.getByLabel(strings.retention.own).check();
  await page.getByLabel(strings.retention.days).fill('soon');
  await page.getByRole('button', { name: strings.retention.save }).click();
  await page.getByText(strings.retention.whole).waitFor();
  await page.getByLabel(strings.retention.days).fill('30');
  await page.getByLabel(strings.retention.gigabytes).fill('2.5');
  t.same(await problems(page), []);
  await page.getByRole('button', { name: strings.retention.save }).click();
  const kept = await until(async () => {
    const { body } = await api.call('GET', `/api/webinars/${webinar.id}`);
    return body.retention && body;
  });
  t.match(kept, { recordsTracks: true, retention: { days: 30, bytes: 2_500_000_000 } });
});
