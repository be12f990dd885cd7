import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { TestBrowser } from '../support/browser.ts';
import { makeFakeDevices } from '../support/fake-devices.ts';
import { captureProgramme } from '../support/media/capture.ts';
import { lookAtFrames } from '../support/media/frames.ts';
import { PlaylistWatch } from '../support/media/playlist-watch.ts';
import { regionsOf } from '../support/media/regions.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { keepStageDiary, longestPauseMs, type StageDiary, sentTracks, takeStageDiary } from '../support/stage-diary.ts';
import { until } from '../support/until.ts';

// The media server of a live webinar dies under two presenters, who are in real browsers.

t.setTimeout(120_000);

const look = 3;
/** Most losses are over before anybody noticed: the pages speak of longer ones only. */
const wordAfterMs = 1000;
/** Far above what it takes, so that a busy machine does not fail it. The figures are printed; bench -- failover measures. */
const lookMs = 6000;

const stack = await Stack.start({ sfus: 2, without: ['recorder'], settings: { ROSTRUM_LADDER: 'none' } });
t.teardown(() => stack.close());
const browser = await TestBrowser.open({
  devices: await makeFakeDevices(stack.dir, { look, name: 'Presenter', sound: 'sweep' }),
});
t.teardown(() => browser.close());
t.teardown(() => {
  if (t.passing()) return;
  for (const { process, line } of stack.complaints()) t.comment(process, JSON.stringify(line).slice(0, 600));
  for (const complaint of browser.complaints) t.comment(complaint);
});
const { webinar } = await stack.links();

async function enter(link: string, name: string): Promise<Page> {
  const page = await browser.visit(link, { prepare: keepStageDiary });
  await pages.join(page, name);
  return page;
}

/** The only other one on the stage. */
const loudOf = ({ loud }: StageDiary) =>
  Object.values(loud)
    .flat()
    .toSorted((a, b) => a - b);

await t.test('both go on with the media that they have, and the programme with them', async (t) => {
  const [ada, ben] = [await enter(webinar.hostUrl, 'Ada'), await enter(webinar.presenterUrl, 'Ben')];
  const people = [
    { page: ada, name: 'Ada', sees: 'Ben' },
    { page: ben, name: 'Ben', sees: 'Ada' },
  ];
  await Promise.all(people.map(({ page, sees }) => pages.untilSeen(page, sees)));
  await pages.goLive(ada);
  const index = await until(() => new ControlClient(stack).playlistUrl(webinar.viewerUrl), 20_000);
  const watch = new PlaylistWatch(index.replace('index.m3u8', 'video/media.m3u8'));
  t.teardown(() => watch.close());
  await until(() => watch.playlists.length > 6, 30_000);
  const [home] = stack.process('control').logged('room placed');
  await until(() => stack.process('control').logged('room placed').length === 2);
  const before = await Promise.all(people.map(({ page }) => sentTracks(page)));
  await Promise.all(people.map(({ page }) => takeStageDiary(page)));
  await sleep(500); // The diaries know the last moments before.
  const playlist = watch.newest;

  const killedMs = Date.now();
  stack.process(String(home?.sfu)).kill('SIGKILL');
  await sleep(lookMs);
  const diaries = await Promise.all(people.map(({ page }) => takeStageDiary(page)));
  for (const [index, { page, name, sees }] of people.entries()) {
    const diary = diaries[index] as StageDiary;
    const [seen, heard] = [diary.frames[sees] ?? [], loudOf(diary)];
    const pauseOf = (times: readonly number[]) => longestPauseMs(times, killedMs, killedMs + lookMs);
    const [picture, sound] = [pauseOf(seen), pauseOf(heard)];
    t.comment(`${name}: ${sees}'s picture away for ${picture} ms, the sound for ${sound} ms`);
    t.ok(picture < lookMs - 1000 && sound < lookMs - 1000, 'both are back');
    for (const { text, atMs } of diary.words) t.ok(atMs - killedMs >= wordAfterMs, `${text} after ${atMs - killedMs}`);
    t.equal(diary.captures, 1, 'the devices stay open');
    t.same(await sentTracks(page), before[index], 'and what they give is sent');
  }
  await until(() => watch.playlists.filter(({ atMs }) => atMs > killedMs + lookMs).length > 3, 20_000);
  t.equal(watch.newest.discontinuities, playlist.discontinuities, 'the same programme');

  const file = join(stack.dir, 'after.nut');
  await captureProgramme({ url: index, seconds: 3, file });
  const frames = await lookAtFrames(file, regionsOf(2));
  for (const tile of [0, 1]) {
    const clocks = frames.flatMap(({ tiles }) => (tiles[tile]?.clock?.presenter === look ? [tiles[tile]?.clock] : []));
    t.ok(new Set(clocks.map((clock) => clock?.wallMs)).size > 5, `${people[tile]?.name} moves in the programme`);
  }
});

await t.test('no page complained', async (t) => t.same(browser.complaints, []));
