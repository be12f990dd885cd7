import type { Page } from 'playwright-core';
import { strings } from '../../../apps/web/src/strings.ts';
import type { TestBrowser } from '../../support/browser.ts';
import { pages } from '../../support/pages.ts';

declare global {
  interface Window {
    /** Holds back what the page would open before the answer. */
    isNaive: boolean;
    releaseHeld: () => void;
  }
}

/**
 * The naive way, with the same page: `prepareStage`, which everything else waits for, is not sent before the click, and
 * the devices open with it. Runs in the page before its own scripts.
 */
function installHold(): void {
  window.isNaive = false;
  window.releaseHeld = () => undefined;
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (!(window.isNaive && typeof data === 'string' && data.includes('"prepareStage"'))) return send.call(this, data);
    window.releaseHeld = () => {
      window.releaseHeld = () => undefined;
      send.call(this, data);
    };
  };
  const query = navigator.permissions.query.bind(navigator.permissions);
  navigator.permissions.query = (descriptor) =>
    window.isNaive ? Promise.reject(new TypeError('not told')) : query(descriptor);
}

/** Clicks "Join stage" in the moment in which it is there. */
function installConsent({ label, isNaive }: { label: string; isNaive: boolean }): void {
  window.isNaive = isNaive;
  const look = () => {
    const buttons = [...document.querySelectorAll<HTMLButtonElement>('[role="dialog"] button[type="submit"]')];
    const join = buttons.find(({ textContent }) => textContent?.trim() === label);
    if (!join) return;
    observer.disconnect();
    join.click();
    window.releaseHeld();
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
}

/** A viewer whose programme plays, who has given their name, and who will say yes. */
export async function openGuest(browser: TestBrowser, link: string, isNaive: boolean): Promise<Page> {
  const page = await browser.visit(link, { prepare: installHold });
  await page.context().grantPermissions(['camera', 'microphone']);
  await page.evaluate(() => localStorage.setItem('rostrum.name', 'Guest'));
  await page.reload();
  await pages.untilPlaying(page);
  await page.evaluate(installConsent, { label: strings.watch.joinStage, isNaive });
  return page;
}
