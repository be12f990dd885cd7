import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import { StageCaller } from '../support/stage-caller.ts';

/** When something was away: from and to, in ms of Date.now(); `to` is undefined while it still is. */
export interface Outage {
  readonly fromMs: number;
  toMs: number | undefined;
}

/** The longest part of an outage within a time, in seconds. The first one began with that time: whoever was told was told later. */
export function longestOutage(outages: readonly Outage[], fromMs: number, toMs: number): number {
  const within = outages.filter((one) => (one.toMs ?? toMs) > fromMs && one.fromMs < toMs);
  const lengths = within.map((one, index) => Math.min(one.toMs ?? toMs, toMs) - (index === 0 ? fromMs : one.fromMs));
  return Math.max(0, ...lengths) / 1000;
}

/** Somebody who sends picture and sound, and notes when their media is lost and flows again. */
export class NotingPresenter {
  readonly outages: Outage[] = [];
  readonly presenter: SyntheticPresenter;

  constructor(link: string, { name, look }: { name: string; look: number }) {
    this.presenter = SyntheticPresenter.start({
      link,
      name,
      look,
      width: 320,
      height: 180,
      onNote: (phrase) => {
        const last = this.outages.at(-1);
        const isAway = last !== undefined && last.toMs === undefined;
        if (phrase === 'on stage' && isAway) last.toMs = Date.now();
        if (phrase === 'media lost' && !isAway) this.outages.push({ fromMs: Date.now(), toMs: undefined });
      },
    });
  }
}

/** The host's page without its media: its socket comes back by itself, and it goes on talking. */
export class TalkingHost {
  readonly outages: Outage[] = [];
  /** What the room said that it has heard. */
  readonly acknowledged: string[] = [];
  readonly #stack: { readonly url: string };
  readonly #session: string;
  readonly #abort = new AbortController();
  #caller: StageCaller | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #said = 0;

  private constructor(stack: { readonly url: string }, session: string) {
    this.#stack = stack;
    this.#session = session;
  }

  static async open(stack: { readonly url: string }, { session, name }: { session: string; name: string }) {
    const host = new TalkingHost(stack, session);
    const caller = await StageCaller.open(stack);
    await caller.join(session, name);
    host.#caller = caller;
    host.#running = Promise.all([host.#keepOpen(caller), host.#talk()]);
    return host;
  }

  /** @throws Fault when there is no socket now */
  get caller(): StageCaller {
    if (!this.#caller) throw new Error('the host is away');
    return this.#caller;
  }

  /** Ends the programme. @returns whether it was heard */
  async end(): Promise<boolean> {
    try {
      await this.caller.peer.request('end', {});
      return true;
    } catch {
      return false; // Away for a moment, maybe.
    }
  }

  async close(): Promise<void> {
    this.#abort.abort();
    this.#caller?.close();
    await this.#running;
  }

  async #keepOpen(first: StageCaller): Promise<void> {
    let caller: StageCaller | undefined = first;
    while (!this.#abort.signal.aborted) {
      if (caller) {
        await caller.peer.closed;
        if (this.#abort.signal.aborted) return;
        this.outages.push({ fromMs: Date.now(), toMs: undefined });
        this.#caller = undefined;
      }
      caller = await this.#reopen();
      const outage = this.outages.at(-1);
      if (caller && outage) outage.toMs = Date.now();
      else await sleep(100);
      this.#caller = caller;
    }
  }

  async #reopen(): Promise<StageCaller | undefined> {
    let caller: StageCaller | undefined;
    try {
      caller = await StageCaller.open(this.#stack);
      const { resumed, routerRtpCapabilities } = await caller.hello(this.#session, { resume: true });
      // As a page does whose media is lost.
      if (!resumed) {
        await caller.peer.request('join', { name: 'Host', rtpCapabilities: routerRtpCapabilities ?? {} });
      }
      return caller;
    } catch {
      caller?.close(); // A dead one; the next try finds another.
      return undefined;
    }
  }

  /** A line every second; what was answered must not be lost. */
  async #talk(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      await sleep(1000);
      const text = `line ${this.#said++}`;
      const isHeard = await this.#caller?.peer.request('say', { room: 'stage', text }).then(
        () => true,
        () => false, // Whether or not it was heard: nobody was told.
      );
      if (isHeard) this.acknowledged.push(text);
    }
  }
}
