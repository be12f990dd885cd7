import type { Page } from 'playwright-core';
import { strings } from '../../apps/web/src/strings.ts';

export interface WebinarLinks {
  readonly host: string;
  readonly presenter: string;
  readonly viewer: string;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** What people do on the pages, by the words that they read there. */
export const pages = {
  /** From the printed sign-in link to the list of webinars. */
  async untilSignedIn(page: Page): Promise<void> {
    await page.getByRole('button', { name: strings.home.create }).first().waitFor();
  },

  async createWebinar(page: Page, title: string): Promise<WebinarLinks> {
    await page.getByRole('button', { name: strings.home.create }).first().click();
    await page.getByLabel(strings.form.title).fill(title);
    await button(page, strings.form.create).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    const addresses = page.locator('a.address');
    await addresses.first().waitFor();
    const [host = '', presenter = '', viewer = ''] = await addresses.allInnerTexts();
    return { host, presenter, viewer };
  },

  /** From the lobby to the stage. */
  async join(page: Page, name: string): Promise<void> {
    await page.getByLabel(strings.prejoin.name).fill(name);
    await button(page, strings.prejoin.join).click();
    await page.getByRole('toolbar', { name: strings.studio.controls }).waitFor();
  },

  /** The tile of someone else on the stage, once it shows a moving picture. */
  async untilSeen(page: Page, name: string): Promise<void> {
    const video = page.getByRole('figure', { name, exact: true }).locator('video');
    await video.waitFor();
    await video.evaluate((element: HTMLVideoElement) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      element.requestVideoFrameCallback(() => resolve());
      return promise;
    });
  },

  async goLive(page: Page): Promise<void> {
    await button(page, strings.studio.goLive).click();
    await button(page, strings.studio.end).waitFor();
  },

  async end(page: Page): Promise<void> {
    await button(page, strings.studio.end).click();
    await button(page, strings.studio.endYes).click();
    await page.getByText(strings.studio.endedTitle).waitFor();
  },

  /** The player's picture, once it moves. */
  async untilPlaying(page: Page): Promise<void> {
    const video = page.locator('.player video');
    await video.waitFor();
    await video.evaluate((element: HTMLVideoElement) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const watch = () =>
        element.requestVideoFrameCallback(() => (element.currentTime > 0 && !element.paused ? resolve() : watch()));
      watch();
      return promise;
    });
  },
} as const;
