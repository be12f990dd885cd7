import { KeptProcess } from './kept-process.ts';
import type { Plan, ProcessSpec } from './plan.ts';
import type { Say } from './say.ts';

/** Together with what the processes promise for themselves, everything is gone within eight seconds of a Ctrl-C. */
const patienceEachMs = 3000;
const patienceAllMs = 7500;

export interface AllInOneOptions {
  readonly logDir: string;
  readonly say: Say;
}

/** Every process of a plan, kept running on this machine. */
export class AllInOne {
  readonly #options: AllInOneOptions;
  /** In the order in which they are ended. */
  readonly #kept: KeptProcess[] = [];
  #stopped: Promise<void> | undefined;

  constructor(options: AllInOneOptions) {
    this.#options = options;
  }

  /**
   * Redis first, since the others want it at once; the rest side by side.
   * @throws Refusal when one does not come up; call `stop` then
   */
  async start({ redis, processes }: Plan): Promise<void> {
    if (redis) await this.#keep(redis).start();
    const rest = processes.map((spec) => this.#keep(spec));
    if (redis) this.#kept.push(...this.#kept.splice(0, 1)); // It is ended last.
    await Promise.all(rest.map((kept) => kept.start()));
  }

  /** One more, which is ended before all others. */
  async startAlso(spec: ProcessSpec): Promise<void> {
    const kept = this.#keep(spec);
    this.#kept.unshift(...this.#kept.splice(-1, 1));
    await kept.start();
  }

  /** Ends one after the other, and what has not ended by then with SIGKILL. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), patienceAllMs);
    for (const kept of this.#kept) await kept.stop(patienceEachMs);
    // Those that took longer than their turn are asked again and waited for.
    await Promise.all(this.#kept.map((kept) => kept.stop(patienceAllMs)));
    clearTimeout(timer);
  }

  kill(): void {
    for (const kept of this.#kept) kept.kill();
  }

  #keep(spec: ProcessSpec): KeptProcess {
    const kept = new KeptProcess(spec, this.#options);
    this.#kept.push(kept);
    return kept;
  }
}
