import type { CDPSession, Page } from 'playwright-core';

/** Of a full scale of 255. The stage's own background is about 18, its text a few percent of the area. */
const black = 24;

/** What the page painted, frame by frame, as Chromium's own screencast shows it. */
export class Screencast {
  readonly #session: CDPSession;
  readonly #frames: string[] = [];

  private constructor(session: CDPSession) {
    this.#session = session;
  }

  static async start(page: Page): Promise<Screencast> {
    const session = await page.context().newCDPSession(page);
    const screencast = new Screencast(session);
    session.on('Page.screencastFrame', ({ data, sessionId }) => {
      screencast.#frames.push(data);
      void session.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined); // The page has closed.
    });
    await session.send('Page.startScreencast', { format: 'jpeg', quality: 50, maxWidth: 256, maxHeight: 160 });
    return screencast;
  }

  async stop(): Promise<readonly string[]> {
    await this.#session.send('Page.stopScreencast');
    return this.#frames;
  }
}

/**
 * How bright each frame is in the middle of its upper part, which is picture in the audience and on the stage: the mean
 * of the brightest channel. Decoded in a page, which has the decoder.
 */
function brightness(page: Page, frames: readonly string[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    const means: number[] = [];
    for (const data of all) {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(data), (one) => one.charCodeAt(0))]));
      const [left, top] = [picture.width * 0.25, picture.height * 0.2];
      const [width, height] = [Math.round(picture.width * 0.5), Math.round(picture.height * 0.4)];
      canvas.width = width;
      canvas.height = height;
      context.drawImage(picture, left, top, width, height, 0, 0, width, height);
      const { data: pixels } = context.getImageData(0, 0, width, height);
      let sum = 0;
      for (let at = 0; at < pixels.length; at += 4) {
        sum += Math.max(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
      }
      means.push(sum / (pixels.length / 4));
    }
    return means;
  }, frames);
}

/** Black ones among the frames, and how dark the darkest is. */
export async function countBlack(page: Page, frames: readonly string[]): Promise<{ count: number; darkest: number }> {
  const means = await brightness(page, frames);
  return { count: means.filter((mean) => mean < black).length, darkest: Math.min(...means) };
}
