import { type Browser, chromium, type Page } from 'playwright-core';
import type { FakeDevices } from './fake-devices.ts';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Tabs that nobody looks at must go on as if somebody did.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

export interface TestBrowserOptions {
  /** Of one person; every page of this browser has the same. Default: Chromium's own fakes. */
  readonly devices?: FakeDevices | 'none';
  /** Chromium itself, or what starts it. */
  readonly program?: string;
  readonly args?: readonly string[];
}

function devicesOf(devices: FakeDevices | 'none' | undefined): string[] {
  if (devices === 'none') return [];
  const files = devices
    ? [`--use-file-for-fake-video-capture=${devices.video}`, `--use-file-for-fake-audio-capture=${devices.audio}`]
    : [];
  return ['--use-fake-device-for-media-stream', ...files];
}

/** A real Chromium. Its pages' errors are kept, and end in the message of whatever fails. */
export class TestBrowser {
  /** What the pages complained about. */
  readonly complaints: string[] = [];
  readonly #browser: Browser;

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async open(options: TestBrowserOptions = {}): Promise<TestBrowser> {
    const { devices, program = process.env.CHROMIUM_BIN ?? '/usr/bin/chromium', args = [] } = options;
    const browser = await chromium.launch({
      executablePath: program,
      args: [...quiet, '--use-fake-ui-for-media-stream', ...devicesOf(devices), ...args],
    });
    return new TestBrowser(browser);
  }

  /**
   * A page of a visitor of its own: no cookies or storage are shared.
   * @param options `prepare` runs in the page before its own scripts: a function, or source text
   */
  async visit(url: string, { prepare }: { prepare?: (() => void) | string } = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1024, height: 640 } });
    const page = await context.newPage();
    if (prepare) await page.addInitScript(typeof prepare === 'string' ? { content: prepare } : prepare);
    page.on('pageerror', (error) => this.complaints.push(error.stack ?? error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} ${message.location().url}`);
    });
    await page.goto(url);
    return page;
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
