import type { Page } from 'playwright-core';
import { TestBrowser } from '../browser.ts';
import { pages } from '../pages.ts';
import type { Stack } from '../stack.ts';
import { keepConnections, PageMedia } from './page-media.ts';
import type { TestHost } from './test-host.ts';

export interface PersonOptions {
  readonly stack: Pick<Stack, 'dir' | 'url'>;
  readonly host: TestHost;
  readonly name: string;
  readonly link: string;
  /** Default true. Without, they have no camera and no microphone. */
  readonly sends?: boolean;
  /** More arguments of their browser. */
  readonly args?: readonly string[];
  /** What an edge on their way adds to their requests. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody on the stage, with a browser on a host of a test network. */
export class Person {
  readonly name: string;
  readonly page: Page;
  readonly media: PageMedia;
  readonly browser: TestBrowser;

  private constructor(name: string, { page, browser }: { page: Page; browser: TestBrowser }) {
    this.name = name;
    this.page = page;
    this.browser = browser;
    this.media = new PageMedia(page);
  }

  static async join({
    stack,
    host,
    name,
    link,
    sends = true,
    args = [],
    headers = {},
  }: PersonOptions): Promise<Person> {
    const browser = await TestBrowser.open({
      ...(sends ? {} : { devices: 'none' }),
      program: host.wrap(process.env.CHROMIUM_BIN ?? '/usr/bin/chromium', stack.dir),
      // An address of a test network has no certificate.
      args: [`--unsafely-treat-insecure-origin-as-secure=${stack.url}`, ...args],
    });
    try {
      const page = await browser.visit(link, { prepare: keepConnections, headers });
      await pages.join(page, name);
      return new Person(name, { page, browser });
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}
