export interface SocketPulseOptions {
  /** Asks the other side for a sign of life. */
  readonly ask: () => Promise<unknown>;
  /** There was none. Called once; the pulse has then ended. */
  readonly onSilent: () => void;
  /** From one sign of life to the next question. Default 4000. */
  readonly everyMs?: number;
  /** How long an answer may take. Default 4000. */
  readonly patienceMs?: number;
  /**
   * How long it may take when there is another reason to think that the network is gone. Default: 500 and three times
   * what the last answer took, so that a long way is not taken for a dead one; 1000 before there was any.
   */
  readonly doubtMs?: number;
}

/**
 * Notices that a socket is dead though nobody closed it (a network that drops everything, an address that is gone). The
 * browser itself would tell the page after minutes.
 */
export class SocketPulse {
  readonly #options: SocketPulseOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tookMs: number | undefined;
  /** When patience ends, while a question is open. */
  #dueMs = Number.POSITIVE_INFINITY;
  #hasEnded = false;

  constructor(options: SocketPulseOptions) {
    this.#options = options;
    this.#wait();
  }

  /** Asks now, and is less patient. */
  doubt(): void {
    if (this.#hasEnded) return;
    const usualMs = this.#tookMs === undefined ? 1000 : 500 + 3 * this.#tookMs;
    this.#ask(this.#options.doubtMs ?? usualMs);
  }

  close(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#dueMs = Number.POSITIVE_INFINITY;
    if (this.#hasEnded) return;
    this.#timer = setTimeout(() => this.#ask(this.#options.patienceMs ?? 4000), this.#options.everyMs ?? 4000);
  }

  #ask(patienceMs: number): void {
    const askedAtMs = performance.now();
    // A second doubt must not be a second chance.
    this.#dueMs = Math.min(this.#dueMs, askedAtMs + patienceMs);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.close();
      this.#options.onSilent();
    }, this.#dueMs - askedAtMs);
    const answered = () => {
      this.#tookMs = performance.now() - askedAtMs;
      this.#wait();
    };
    // A refusal is a sign of life, too. A socket that closed meanwhile ends this pulse.
    this.#options.ask().then(answered, answered);
  }
}
