import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

// A host rehearses in the green room, with somebody there: what two real pages see of it.

t.setTimeout(120_000);
const words = strings.rehearsal;
const stack = await Stack.start({ sfus: 2, mixers: 2, without: ['recorder'] });
t.teardown(() => stack.close());
const browser = await TestBrowser.open();
t.teardown(() => browser.close());
const { bootstrap } = await ControlApi.open(stack);
const host = await browser.visit(bootstrap.webinar.hostUrl, { size: { width: 1440, height: 900 } });
await pages.join(host, 'Ada');
const presenter = await browser.visit(bootstrap.webinar.presenterUrl);
await pages.join(presenter, 'Ben');
await pages.untilSeen(host, 'Ben');
await pages.untilSeen(presenter, 'Ada');
const part = (drill: 'media-server' | 'mixer') => host.getByRole('region', { name: words.drill[drill].name });
const begin = (drill: 'media-server' | 'mixer') =>
  part(drill)
    .getByRole('button', { name: words.beginDrill(words.drill[drill].name, false) })
    .click();

t.test('the media server is lost, and both pages have seen their pictures come back', async (t) => {
  await until(() => stack.process('control').logged('room placed').length >= 2);
  await host.getByRole('button', { name: words.open }).click();
  await begin('media-server');
  await part('media-server').getByRole('meter').waitFor({ timeout: 20_000 });
  t.match(await part('media-server').textContent(), /Readiness: \d+ of 100.*picture was back after \d+\.\d s/s);
  await pages.untilSeen(presenter, 'Ada');
});

t.test('the mixer is lost, and the programme goes on at another; nothing of it is kept', async (t) => {
  await begin('mixer');
  await part('mixer').getByRole('meter').waitFor({ timeout: 40_000 });
  const text = await part('mixer').textContent();
  t.match(text, /programme was there \d+\.\d s after.*went on after \d+\.\d s/s);
  t.notMatch(text, /no second mixer/);
  const kept = join(stack.dir, 'media/programmes');
  t.same(existsSync(kept) ? readdirSync(kept) : [], []);
});

t.test('the button keeps the focus through a drill, so Escape closes the dialog', async () => {
  await host.keyboard.press('Escape');
  await host.getByRole('dialog').waitFor({ state: 'detached' });
});

t.test('no page complained', async (t) => {
  t.same(browser.complaints, []);
});
