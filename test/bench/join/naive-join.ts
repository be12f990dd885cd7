import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NaiveTimes } from '@rostrum/client/bench/naive-join';
import type { TestBrowser } from '../../support/browser.ts';
import { tokenOf } from '../../support/control-api.ts';
import { run } from '../../support/net/commands.ts';
import type { Way } from './ways.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The script of the page that joins the plain way. */
export function bundleNaiveJoin(dir: string): string {
  const file = join(dir, 'naive-join.js');
  const source = fileURLToPath(import.meta.resolve('@rostrum/client/bench/naive-join'));
  run(join(root, 'node_modules/.bin/rolldown'), source, '--format', 'iife', '--platform', 'browser', '--file', file);
  return file;
}

export interface NaiveOptions {
  readonly link: string;
  readonly person: string;
  readonly way: Way;
  readonly script: string;
  readonly topLines: number;
  readonly withinMs: number;
  readonly lookAroundMs: number;
}

/** One join the plain way. */
export async function joinNaively(browser: TestBrowser, options: NaiveOptions): Promise<NaiveTimes> {
  const { link, person, way, script, topLines, withinMs, lookAroundMs } = options;
  // A page of the same server without anything of its own.
  const page = await browser.visit(`${way.url}/healthz`, { prepare: way.prepare });
  try {
    await page.setViewportSize({ width: 1920, height: 1080 });
    await page.addScriptTag({ path: script });
    await page.evaluate(([token, name]) => window.naiveLobby(token, name), [tokenOf(link), person] as const);
    await page.waitForTimeout(lookAroundMs);
    return await page.evaluate(([lines, ms]) => window.naiveClick(lines, ms), [topLines, withinMs] as const);
  } finally {
    await page.context().close();
  }
}
