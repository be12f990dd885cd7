import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** One line of a process's log (pino). */
export interface LogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly code?: string;
  readonly [field: string]: unknown;
}

export interface StartOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Besides PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another user than the test's. */
  readonly as?: { readonly uid: number; readonly gid: number };
  /** It is ready when this is in its output. */
  readonly readyWhen: RegExp;
}

/** Processes that a process has started, and that run. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Where `npm start` has node keep what it has compiled. */
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));

const startWithinMs = 60_000;
const stopWithinMs = 10_000;

/** A process of a test: its log is read line by line, and it is ended with the test. */
export class TestProcess {
  readonly log: LogLine[] = [];
  readonly output: string[] = [];
  readonly name: string;
  readonly #process: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(name: string, process: ChildProcess) {
    this.name = name;
    this.#process = process;
    this.#exited = once(process, 'exit');
  }

  static async start({ name, command, args, env = {}, as, readyWhen }: StartOptions): Promise<TestProcess> {
    const child = spawn(command, [...args], {
      env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compileCache, ...env },
      ...as,
      // The channel closes when the test is gone, however it ended; then a process of ours ends by itself.
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    child.channel?.unref();
    const started = new TestProcess(name, child);
    const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
    const read = (line: string) => {
      started.#read(line);
      if (readyWhen.test(line)) resolve();
    };
    for (const input of [child.stdout, child.stderr]) if (input) createInterface({ input }).on('line', read);
    const fail = (why: string) => reject(new Error(`${name} ${why}:\n${started.output.slice(-30).join('\n')}`));
    const timer = setTimeout(() => fail('is not ready in time'), startWithinMs);
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`));
    child.once('error', (error) => fail(error.message));
    try {
      await ready;
      return started;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** Processes that it has started, and that run. */
  get children(): number[] {
    return childrenOf(this.pid);
  }

  get hasEnded(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** Lines with this code or message. */
  logged(what: string): LogLine[] {
    return this.log.filter((line) => line.code === what || line.msg === what);
  }

  kill(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** Asks it to end, and makes it. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), stopWithinMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #read(line: string): void {
    this.output.push(line);
    if (!line.startsWith('{')) return;
    try {
      this.log.push(JSON.parse(line) as LogLine);
    } catch {
      // Not a log line; it is in `output`.
    }
  }
}
