export interface WakeWatchOptions {
  /** The network came back or changed, or the machine slept. */
  readonly onWake: (reason: 'online' | 'slept') => void;
  readonly nowMs?: () => number;
  /** Whether nobody looks at the page: browsers then stretch its timers. Default: the document, where there is one. */
  readonly isHidden?: () => boolean;
  /** Default: the window, where there is one. */
  readonly target?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
}

const tickMs = 2000;
/** A page that somebody looks at is never kept waiting for this long. */
const sleptAfterMs = 15_000;
/** Browsers stretch the timers of hidden tabs to a minute. */
const hiddenSleptAfterMs = 75_000;
/** Sent when somebody comes back to a page, at the latest; both reach the window. */
const looks = ['visibilitychange', 'resume'] as const;

/** Notices what a socket does not tell: a network that came back, and a machine that slept. */
export class WakeWatch {
  readonly #options: WakeWatchOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #now: () => number;
  readonly #isHidden: () => boolean;
  readonly #online = () => this.#options.onWake('online');
  readonly #look = () => this.#lookAtClock();
  #seenAtMs: number;
  #wasHidden: boolean;

  constructor(options: WakeWatchOptions) {
    this.#options = options;
    // The wall clock: the monotonic one stands still while some machines sleep.
    this.#now = options.nowMs ?? (() => Date.now());
    this.#isHidden = options.isHidden ?? (() => globalThis.document?.hidden ?? false);
    this.#seenAtMs = this.#now();
    this.#wasHidden = this.#isHidden();
    options.target?.addEventListener('online', this.#online);
    for (const type of looks) options.target?.addEventListener(type, this.#look);
    this.#timer = setInterval(this.#look, tickMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#options.target?.removeEventListener('online', this.#online);
    for (const type of looks) this.#options.target?.removeEventListener(type, this.#look);
  }

  #lookAtClock(): void {
    const gapMs = this.#now() - this.#seenAtMs;
    // Hidden until now: the gap is of that time.
    const isPatient = this.#isHidden() || this.#wasHidden;
    this.#seenAtMs = this.#now();
    this.#wasHidden = this.#isHidden();
    if (gapMs > (isPatient ? hiddenSleptAfterMs : sleptAfterMs)) this.#options.onWake('slept');
  }
}
