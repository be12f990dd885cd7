import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';

// Each runs a step like those of `npm start` in a process of its own, and presses Ctrl-C in the middle.

const here = import.meta.dirname;

/** A step whose command is a shell that tells its pid; it makes a file first, and removes it whatever happens. */
const program = (made: string, { script, gently }: { script: string; gently: boolean }) => `
  import { rmSync, writeFileSync } from 'node:fs';
  import { run } from ${JSON.stringify(join(here, 'run.mjs'))};
  import { exitAfter, step } from ${JSON.stringify(join(here, 'step.mjs'))};
  const end = ${gently} ? (pid) => process.kill(pid, 'SIGINT') : undefined;
  try {
    await step('a step', async () => {
      writeFileSync(${JSON.stringify(made)}, '');
      try {
        const onLine = (line) => console.log(line);
        await run('sh', ['-c', ${JSON.stringify(script)}], { timeoutMs: 30_000, onLine, end });
        return { said: 'done' };
      } finally {
        rmSync(${JSON.stringify(made)});
      }
    });
  } catch (error) {
    exitAfter(error);
  }`;

class Step {
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown[]>;
  readonly #began = Promise.withResolvers<number>();

  constructor(made: string, options: { script: string; gently: boolean }) {
    this.#child = spawn(process.execPath, ['--input-type=module', '-e', program(made, options)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#ended = once(this.#child, 'close');
    if (!this.#child.stdout) return;
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      this.lines.push(line);
      if (line.startsWith('began ')) this.#began.resolve(Number(line.slice('began '.length)));
    });
  }

  /** Answers the pid of the command. */
  get began(): Promise<number> {
    return this.#began.promise;
  }

  async interrupt(times: number): Promise<unknown> {
    for (let time = 0; time < times; time += 1) this.#child.kill('SIGINT');
    const [code] = await this.#ended;
    return code;
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

t.test('a Ctrl-C ends the command, and what the step had made is removed', async (t) => {
  const made = join(t.testdir(), 'made');
  const step = new Step(made, { script: 'echo began $$; exec sleep 30', gently: false });
  const pid = await step.began;
  t.ok(existsSync(made));
  t.equal(await step.interrupt(2), 130);
  t.notOk(existsSync(made));
  t.notOk(isAlive(pid));
  t.match(step.lines.at(-1), /a step: interrupted after/);
});

t.test('a command that must not be killed may end what it has begun', async (t) => {
  const made = join(t.testdir(), 'made');
  const script = 'trap : INT; echo began $$; sleep 1; sleep 1; echo ended';
  const step = new Step(made, { script, gently: true });
  await step.began;
  t.equal(await step.interrupt(2), 130);
  t.match(
    step.lines,
    ['began', 'ended', /a step: interrupted after/].map((line) => new RegExp(line)),
  );
  t.notOk(existsSync(made));
});
