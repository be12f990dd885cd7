import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What keeps somebody from using a page; lesser findings are advice. */
const grave: ReadonlySet<string | null | undefined> = new Set(['serious', 'critical']);

/** A dialog that is half faded in has the contrast of neither state. */
const settled = async (): Promise<void> => {
  const passing = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(passing.map(({ finished }) => finished));
};

/** What axe finds on a page as it is now: one sentence for each grave violation, with where it is. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(settled);
  await page.evaluate(await source);
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResults;
  return violations
    .filter(({ impact }) => grave.has(impact))
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
