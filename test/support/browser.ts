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

/** Runs in a page before its own scripts: a function, or source text. */
type Prepare = (() => void) | string;

export interface VisitOptions {
  readonly prepare?: Prepare | readonly Prepare[];
  readonly size?: { readonly width: number; readonly height: number };
  /** Of all requests of the page. */
  readonly headers?: Readonly<Record<string, string>>;
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
   * @param options `prepare` runs in the page before its own scripts: functions, or source text; `size` is the window's
   */
  async visit(
    url: string,
    { prepare = [], size = { width: 1024, height: 640 }, headers = {} }: VisitOptions = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: size, extraHTTPHeaders: headers });
    const page = await context.newPage();
    for (const script of [prepare].flat()) {
      await page.addInitScript(typeof script === 'string' ? { content: script } : script);
    }
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
