import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Backoff } from '@rostrum/lifecycle';
import { LogFile } from './log-file.ts';
import type { ProcessSpec } from './plan.ts';
import { untilReady } from './readiness.ts';
import { Refusal } from './refusal.ts';
import type { Say } from './say.ts';

const readyWithinMs = 120_000;
const patientMs = 15_000;

export interface KeptProcessOptions {
  readonly logDir: string;
  readonly say: Say;
}

/**
 * A process that is started again whenever it ends, until `stop`. It is forked with a channel, which closes when this
 * process is gone for whatever reason: then it ends by itself.
 */
export class KeptProcess {
  readonly spec: ProcessSpec;
  readonly #options: KeptProcessOptions;
  readonly #log: LogFile;
  readonly #backoff = new Backoff({ firstMs: 300, maxMs: 10_000 });
  readonly #ended = Promise.withResolvers<void>();
  #child: ChildProcess | undefined;
  #retry: NodeJS.Timeout | undefined;
  #stopping = false;
  #wasReady = false;
  /** Aborted when the running child ends. */
  #alive = new AbortController();

  constructor(spec: ProcessSpec, options: KeptProcessOptions) {
    this.spec = spec;
    this.#options = options;
    this.#log = LogFile.open(options.logDir, spec.name);
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Starts it and waits until it works.
   * @throws Refusal when it ends before that, with its last words, or does not work within two minutes
   */
  async start(): Promise<void> {
    if (!existsSync(this.spec.module))
      throw new Refusal(`${this.spec.name} cannot start: ${this.spec.module} is missing.`);
    this.#spawn();
    const { signal } = this.#alive;
    const slow = setTimeout(() => this.#options.say(`still waiting for ${this.spec.name}`), patientMs);
    const deadline = AbortSignal.timeout(readyWithinMs);
    this.#wasReady = await untilReady(this.spec.readiness, AbortSignal.any([signal, deadline]));
    clearTimeout(slow);
    if (this.#wasReady) return;
    if (this.#stopping) throw new Refusal('The start was interrupted.', { exitCode: 130 });
    const words = this.#log.lastWords().replace(/^/gm, '    ');
    const what = signal.aborted ? 'ended at its start' : `does not answer after ${readyWithinMs / 1000} s`;
    throw new Refusal(`${this.spec.name} ${what}. Its last words, from ${this.#log.path}:\n\n${words}\n`);
  }

  /** Asks it to end. Ends when it has ended, or after `patienceMs`: then it is still ending. */
  async stop(patienceMs: number): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#retry);
    if (!this.#child) this.#ended.resolve();
    this.#child?.kill('SIGTERM');
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, patienceMs);
    await Promise.race([this.#ended.promise, promise]);
    clearTimeout(timer);
  }

  /** Ends it without asking; also whatever it started in its process group. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#retry);
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  }

  #spawn(): void {
    const { module, args, env } = this.spec;
    this.#alive = new AbortController();
    const child = fork(module, [...args], {
      env: { ...env },
      execArgv: [],
      stdio: ['ignore', this.#log.fd, this.#log.fd, 'ipc'],
      // A group of its own: a Ctrl-C on the terminal must not end all at once, but in order, through `stop`.
      detached: true,
    });
    this.#child = child;
    // `fork` tells both when it could not start at all; the first one counts.
    child.once('error', (error) => this.#handleEnd(child, error.message));
    child.once('exit', (code, signal) => this.#handleEnd(child, signal ?? `exit code ${code}`));
  }

  #handleEnd(child: ChildProcess, reason: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#alive.abort();
    if (this.#stopping) {
      this.#ended.resolve();
      return;
    }
    if (!this.#wasReady) return; // `start` tells why.
    const waitMs = this.#backoff.next();
    this.#options.say(`${this.spec.name} ended (${reason}); starting it again in ${(waitMs / 1000).toFixed(1)} s`);
    this.#retry = setTimeout(() => void this.#startAgain(), waitMs);
  }

  async #startAgain(): Promise<void> {
    this.#spawn();
    if (await untilReady(this.spec.readiness, this.#alive.signal)) this.#options.say(`${this.spec.name} works again`);
  }
}
