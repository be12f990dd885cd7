export interface WakeWatchOptions {
  /** The network came back or changed, or the machine slept. */
  readonly onWake: (reason: 'online' | 'slept') => void;
  readonly nowMs?: () => number;
  /** Default: the window, where there is one. */
  readonly target?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
}

const tickMs = 5000;
/** Browsers stretch the timers of hidden tabs to a minute. A longer gap is a machine that slept. */
const sleptAfterMs = 75_000;

/** Notices what a socket does not tell: a network that came back, and a machine that slept. */
export class WakeWatch {
  readonly #options: WakeWatchOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #online = () => this.#options.onWake('online');
  #seenAtMs: number;

  constructor(options: WakeWatchOptions) {
    this.#options = options;
    const now = options.nowMs ?? (() => Date.now());
    this.#seenAtMs = now();
    options.target?.addEventListener('online', this.#online);
    this.#timer = setInterval(() => {
      const gapMs = now() - this.#seenAtMs;
      this.#seenAtMs = now();
      if (gapMs > sleptAfterMs) options.onWake('slept');
    }, tickMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#options.target?.removeEventListener('online', this.#online);
  }
}
