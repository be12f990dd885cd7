import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import { strings } from '../../apps/web/src/strings.ts';
import { TestBrowser } from '../support/browser.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { type BenchOptions, type BenchResult, distribution } from './report.ts';

const name = 'Already there';
/** Nobody clicks in the moment in which the lobby is ready. */
const lookAroundMs = 1500;

/** The marks of the studio page: apps/web/src/studio/join-timing.ts. Runs in the page. */
async function timeFromMarks(): Promise<number> {
  const time = (mark: string) => performance.getEntriesByName(mark).at(-1)?.startTime;
  for (;;) {
    const [click, frame] = [time('rostrum:join-click'), time('rostrum:first-remote-frame')];
    if (click !== undefined && frame !== undefined) return frame - click;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function joinOnce(browser: TestBrowser, { link, person }: { link: string; person: string }): Promise<number> {
  const page = await browser.visit(link);
  try {
    await page.getByRole('button', { name: strings.prejoin.join, exact: true }).waitFor();
    await sleep(lookAroundMs);
    await pages.join(page, person);
    return (await page.evaluate(timeFromMarks)) / 1000;
  } finally {
    await page.getByRole('button', { name: strings.studio.leave, exact: true }).click();
    await page.context().close();
  }
}

/** From the click on Join until the first frame of somebody else is shown. */
export async function benchJoin({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const joins = isQuick ? 5 : 20;
  const stack = await Stack.start({ without: ['recorder', 'mixer-1', 'origin'] });
  let presenter: SyntheticPresenter | undefined;
  let browser: TestBrowser | undefined;
  try {
    const { webinar } = await stack.links();
    presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name, look: 0 });
    await presenter.onStage;
    browser = await TestBrowser.open();
    const samples: number[] = [];
    for (let index = 0; index < joins; index++) {
      samples.push(await joinOnce(browser, { link: webinar.presenterUrl, person: `Person ${index + 1}` }));
      say(`join ${index + 1}: ${Math.round((samples.at(-1) ?? 0) * 1000)} ms`);
    }
    return { report: { bench: 'join', unit: 's', cases: [distribution('first remote frame', samples)] }, samples };
  } finally {
    await browser?.close();
    await presenter?.close();
    await stack.close();
  }
}
