import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { accessibilityProblems } from '../support/accessibility.ts';
import { TestBrowser } from '../support/browser.ts';
import { pages, type WebinarLinks } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';

// The main pages, as axe judges them and as the keyboard finds them.

t.setTimeout(120_000);

// Nothing is broadcast here.
const stack = await Stack.start({ without: ['recorder', 'mixer-1'] });
t.teardown(() => stack.close());
const browser = await TestBrowser.open();
t.teardown(() => browser.close());

const isSound = async (t: Test, page: Page, what: string) =>
  t.same(await accessibilityProblems(page), [], `${what} has no grave violation`);

const { signInUrl } = await stack.links();
const organizer = await browser.visit(signInUrl);
let links: WebinarLinks;
let host: Page;

await t.test("the organizer's pages", async (t) => {
  await pages.untilSignedIn(organizer);
  await isSound(t, organizer, 'home');
  await organizer.getByRole('button', { name: strings.home.create }).first().click();
  await organizer.getByLabel(strings.form.title).waitFor();
  await isSound(t, organizer, 'the form of a new webinar');
  await organizer.keyboard.press('Escape');
  links = await pages.createWebinar(organizer, 'A title — عنوان — 題名');
  await isSound(t, organizer, 'a webinar');
  await organizer.getByRole('button', { name: strings.webinar.qr(strings.webinar.viewer) }).click();
  await organizer.getByRole('img', { name: strings.webinar.qr(strings.webinar.viewer) }).waitFor();
  await isSound(t, organizer, 'a QR code');
  await organizer.keyboard.press('Escape');
  await organizer.getByRole('link', { name: strings.nav.recordings }).click();
  await organizer.getByText(strings.recordings.empty).waitFor();
  await isSound(t, organizer, 'recordings, when there are none');
});

await t.test('pages that a link leads to', async (t) => {
  const refused = await browser.visit(`${stack.url}/studio#not.a.token`);
  await refused.getByText(strings.entry.failed).waitFor();
  await isSound(t, refused, 'a link that is not valid');
  const viewer = await browser.visit(links.viewer);
  await viewer.getByRole('timer', { name: strings.watch.startsIn }).waitFor();
  await isSound(t, viewer, 'the watch page before it starts');
  host = await browser.visit(links.host);
  await host.getByRole('button', { name: strings.prejoin.join, exact: true }).waitFor();
  await isSound(t, host, 'the lobby');
});

await t.test('the studio', async (t) => {
  await pages.join(host, 'Ada');
  await host.getByRole('button', { name: new RegExp(`^${strings.studio.people},`) }).click();
  await host.getByRole('heading', { name: strings.studio.onStage }).waitFor();
  await isSound(t, host, 'the stage with people');
  await host.getByRole('tab', { name: strings.chat.title }).click();
  await host.getByRole('textbox', { name: strings.chat.message.public }).waitFor();
  await isSound(t, host, 'the stage with chat');
});

await t.test('Escape closes what is open, and the focus goes back to what opens it', async (t) => {
  await host.getByRole('textbox', { name: strings.chat.message.public }).focus();
  await host.keyboard.press('Escape');
  await host.getByRole('complementary', { name: strings.studio.people }).waitFor({ state: 'detached' });
  const focused = () => host.evaluate(() => document.activeElement?.textContent ?? '');
  t.equal(await focused(), strings.studio.chatUnread(0));
  await host.keyboard.press('?');
  await host.getByRole('dialog', { name: strings.shortcuts }).waitFor();
  await isSound(t, host, 'the list of keys');
  await host.keyboard.press('Escape');
  await host.getByRole('dialog').waitFor({ state: 'detached' });
  t.equal(await focused(), strings.studio.chatUnread(0));
});

await t.test('the dock is one stop of the Tab key, and the arrows go through it', async (t) => {
  const toolbar = host.getByRole('toolbar', { name: strings.studio.controls });
  await toolbar.getByRole('button', { name: strings.studio.mute }).focus();
  await host.keyboard.press('ArrowRight');
  const label = () => host.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  t.equal(await label(), strings.studio.cameraOff);
  await host.keyboard.press('End');
  await host.keyboard.press('Tab');
  t.notOk(await toolbar.evaluate((element) => element.contains(document.activeElement)), 'Tab leaves the dock');
});

await t.test('no page complained', async (t) => {
  // The refusal of the link is an answer with the status 401, which Chromium reports.
  const others = browser.complaints.filter((complaint) => !complaint.includes('/api/join'));
  t.same(others, []);
});
