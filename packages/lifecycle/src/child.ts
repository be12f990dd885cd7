import { fork } from 'node:child_process';

/** Text messages with a forked process, as `Channel` of packages/link wants them. */
export interface ChildChannel {
  send(text: string): void;
  close(code: number, reason: string): void;
  open(receiver: { message(text: string): void; closed(end: { code: number; reason: string }): void }): void;
}

export interface ChildOptions {
  /** The module, as a file path or `file:` address. */
  readonly module: string | URL;
  readonly args?: readonly string[];
  /** The whole environment of the child: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** For node itself, such as `--max-old-space-size=512`. */
  readonly nodeArgs?: readonly string[];
  /** It leads a process group of its own, so that `killGroup` ends what it has started as well. Default false. */
  readonly ownGroup?: boolean;
}

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** A Node process of ours that does one piece of work and may die: its death is an answer, never an exception. */
export class Child {
  readonly channel: ChildChannel;
  readonly ended: Promise<ChildEnd>;
  readonly #process;

  private constructor(process: ReturnType<typeof fork>) {
    this.#process = process;
    const { promise, resolve } = Promise.withResolvers<ChildEnd>();
    this.ended = promise;
    process.once('exit', (code, signal) => resolve({ code, signal }));
    process.once('error', () => resolve({ code: null, signal: null }));
    this.channel = {
      send: (text) => void (process.connected && process.send(text, () => undefined)), // A send to the dead is told by `ended`.
      close: () => void (process.connected && process.disconnect()),
      open: (receiver) => {
        process.on('message', (text) => receiver.message(typeof text === 'string' ? text : ''));
        process.once('exit', (code, signal) => receiver.closed({ code: 1006, reason: `${signal ?? code}` }));
        process.once('disconnect', () => receiver.closed({ code: 1000, reason: 'disconnected' }));
      },
    };
  }

  static start({ module, args = [], env, nodeArgs = [], ownGroup = false }: ChildOptions): Child {
    return new Child(
      fork(module, [...args], {
        env: { ...env },
        execArgv: [...nodeArgs],
        detached: ownGroup,
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  kill(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): void {
    this.#process.kill(signal);
  }

  /** Ends it, if it still runs, and all that it has started. Only for a child with `ownGroup`. */
  killGroup(): void {
    const { pid } = this.#process;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error; // Nothing is left of it.
    }
  }

  /** Asks it to end, and makes it end after `graceMs`. */
  async close(graceMs = 5000): Promise<ChildEnd> {
    this.kill('SIGTERM');
    const timer = setTimeout(() => this.kill('SIGKILL'), graceMs);
    const end = await this.ended;
    clearTimeout(timer);
    return end;
  }
}

/** The child's side of `Child.channel`. */
export function parentChannel(): ChildChannel {
  const send = process.send?.bind(process);
  if (!send) throw new TypeError('this process was not started with a channel to its parent');
  return {
    send: (text) => void (process.connected && send(text)),
    close: () => void (process.connected && process.disconnect()),
    open: (receiver) => {
      process.on('message', (text) => receiver.message(typeof text === 'string' ? text : ''));
      process.once('disconnect', () => receiver.closed({ code: 1000, reason: 'parent is gone' }));
    },
  };
}
