import { globSync } from 'node:fs';
import { type CommandOptions, runCommand } from './command.ts';
import { type Counts, TapOutput } from './tap-output.ts';

export interface Suite {
  readonly title: string;
  run(place: Place): Promise<Counts>;
}

export interface Place {
  readonly root: string;
  readonly env: CommandOptions['env'];
  readonly tell: (line: string) => void;
}

const minuteMs = 60_000;

/** A command that is right when it ends with 0; its output is shown when it does not. */
const check = (title: string, command: readonly [string, ...string[]]): Suite => ({
  title,
  async run({ root, env, tell }) {
    const lines: string[] = [];
    const code = await runCommand(command, {
      cwd: root,
      env,
      timeoutMs: 10 * minuteMs,
      onLine: (line) => lines.push(line),
    });
    if (code === 0) return { passed: 1, failed: 0 };
    for (const line of lines) tell(`      ${line}`);
    return { passed: 0, failed: 1 };
  },
});

interface TapOptions {
  readonly patterns: readonly string[];
  /** Paths that are left out. */
  readonly without?: readonly string[];
  readonly jobs: number;
  /** For one file. */
  readonly timeoutSeconds: number;
}

const tap = (title: string, { patterns, without = [], jobs, timeoutSeconds }: TapOptions): Suite => ({
  title,
  async run({ root, env, tell }) {
    const exclude = (name: string) => /node_modules|(^|\/)dist(\/|$)/.test(name);
    const files = globSync([...patterns], { cwd: root, exclude }).filter((file) => !without.includes(file));
    if (files.length === 0) return { passed: 0, failed: 0 };
    const missing = patterns.filter((pattern) => !(pattern.includes('*') || files.includes(pattern)));
    for (const name of missing) tell(`      ${name} is listed, and not there`);
    if (missing.length > 0) return { passed: 0, failed: missing.length };
    const output = new TapOutput(tell);
    const options = ['--disable-coverage', '--reporter=tap', `--jobs=${jobs}`, `--timeout=${timeoutSeconds}`];
    const code = await runCommand(['tap', ...options, ...files.sort()], {
      cwd: root,
      env,
      timeoutMs: 40 * minuteMs,
      onLine: (line) => output.handleLine(line),
    });
    const { passed, failed } = output.counts;
    if (code === 0 || failed > 0) return { passed, failed };
    tell(`      tap ended with ${code ?? 'a kill'} before its summary`);
    return { passed, failed: 1 };
  },
});

export const checks: readonly Suite[] = [
  check('types of every workspace', [
    'turbo',
    'run',
    'check',
    '--continue',
    '--output-logs=errors-only',
    '--ui=stream',
  ]),
  check('types of infra', ['tsc', '--noEmit', '-p', 'infra']),
  check('format and lint', ['biome', 'check', '--max-diagnostics=50']),
  check('rules of the workspace', ['node', 'infra/check/main.ts']),
];

export const unitTests: readonly Suite[] = [
  tap('unit tests', {
    patterns: ['{packages,apps,workers}/*/src/**/*.test.{ts,tsx}', '{infra,test/bench}/**/*.test.ts'],
    jobs: 2,
    timeoutSeconds: 60,
  }),
];

/** No programme runs in them, and they mostly wait: two at a time disturb nobody. */
const calmTests = [
  'bad-input',
  'chat',
  'layers',
  'moderation',
  'production',
  'promotion',
  'recordings-api',
  'resume',
  'room-ownership',
  's3-storage',
  'worse-paths',
].map((name) => `test/integration/${name}.test.ts`);

/** One file at a time, where a programme runs: it needs the processor in time, and the test measures what comes of it. */
export const wholeTests: readonly Suite[] = [
  tap('integration, calm', { patterns: calmTests, jobs: 2, timeoutSeconds: 240 }),
  tap('integration', {
    patterns: ['test/integration/**/*.test.ts'],
    without: calmTests,
    jobs: 1,
    timeoutSeconds: 180,
  }),
  tap('end to end', { patterns: ['test/e2e/**/*.test.ts'], jobs: 1, timeoutSeconds: 420 }),
];

/** In network namespaces, with losses and lost links: they need root, minutes, and a machine that has nothing else to do. */
export const networkTests: readonly Suite[] = [
  tap('networks', { patterns: ['test/network/**/*.test.ts'], jobs: 1, timeoutSeconds: 240 }),
];
