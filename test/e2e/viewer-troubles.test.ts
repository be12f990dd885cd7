import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { TestBrowser } from '../support/browser.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';

t.setTimeout(240_000);

/** Longer than what is buffered. */
const awayMs = 8000;
const backWithinMs = 30_000;
/** The player's usual distance is one second; it is on its way there. */
const nearEdgeSeconds = 4;

/** The picture moves, near the live edge, for a second on end. */
async function untilAtEdge(page: Page): Promise<void> {
  await page.waitForFunction(
    async ({ nearEdgeSeconds }) => {
      const video = document.querySelector<HTMLVideoElement>('section video');
      if (!video) return false;
      const before = video.currentTime;
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const moved = video.currentTime - before;
      const distance = video.seekable.length === 0 ? Number.NaN : video.seekable.end(0) - video.currentTime;
      return moved > 0.7 && distance < nearEdgeSeconds;
    },
    { nearEdgeSeconds },
    { timeout: backWithinMs },
  );
}

/** What hls.js could not mend by itself, and what the player did about it. */
const faultsOf = (page: Page) =>
  page.evaluate(() =>
    performance
      .getEntriesByName('rostrum:player-fault')
      .map((mark) => (mark as PerformanceMark).detail as { details: string; action: string }),
  );

t.test('a viewer sees the programme go on after a dead mixer, a dead origin, no network and a sleep', async (test) => {
  const stack = await Stack.start({ without: ['recorder'] });
  test.teardown(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
  test.teardown(() => presenter.close());
  await presenter.onStage;
  const browser = await TestBrowser.open();
  test.teardown(() => browser.close());
  test.teardown(() => !test.passing() && test.comment(browser.complaints.slice(-20).join('\n')));
  const page = await browser.visit(webinar.viewerUrl);
  await pages.untilPlaying(page);
  await page.evaluate(() => Object.assign(window, { isThisPage: true }));
  await untilAtEdge(page);

  const [started] = stack.process('mixer-1').logged('programme process started');
  process.kill(Number(started?.child), 'SIGKILL');
  await sleep(3000);
  await untilAtEdge(page);
  test.same(await faultsOf(page), [], 'the mixer died, and hls.js went on by itself');
  test.equal(stack.process('mixer-1').logged('programme process started').length, 2);

  stack.process('origin').kill('SIGKILL');
  await sleep(1000);
  await stack.restart('origin');
  await untilAtEdge(page);
  test.pass('the origin died');

  await page.context().setOffline(true);
  await sleep(awayMs);
  await page.context().setOffline(false);
  await untilAtEdge(page);
  test.pass('the network was away');

  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await sleep(awayMs);
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  await untilAtEdge(page);
  test.pass('the tab slept');

  test.ok(await page.evaluate(() => 'isThisPage' in window), 'nobody loaded the page anew');
  test.notOk((await faultsOf(page)).find(({ action }) => action === 'give-up'));
});
