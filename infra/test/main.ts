import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endCommands } from './command.ts';
import { checks, networkTests, type Suite, unitTests, wholeTests } from './suites.ts';

// Runs every suite, whatever fails before it. The last line sums up: a failed check counts as one.

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const path = [join(root, 'node_modules/.bin'), join(root, 'node_modules/node/bin'), process.env.PATH];
const env = {
  ...process.env,
  PATH: path.join(delimiter),
  NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
  // Colours and telemetry are of no use to a reader of these lines.
  NO_COLOR: '1',
  TURBO_TELEMETRY_DISABLED: '1',
};
const tell = (line: string) => void process.stdout.write(`${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    endCommands();
    process.exit(130);
  });
}
process.once('disconnect', endCommands);

const isQuick = process.argv.includes('--unit');
const suites: readonly Suite[] = [
  ...checks,
  ...unitTests,
  ...(isQuick ? [] : wholeTests),
  ...(process.argv.includes('--networks') ? networkTests : []),
];
let passed = 0;
let failed = 0;
for (const suite of suites) {
  const startedAt = performance.now();
  const counts = await suite.run({ root, env, tell });
  passed += counts.passed;
  failed += counts.failed;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  tell(
    `${counts.failed === 0 ? 'ok' : '--'}  ${suite.title}: ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`,
  );
}
tell(`${passed} passed, ${failed} failed`);
// `process.exit`, since the channel to whoever started us would keep this open.
process.exit(failed === 0 ? 0 : 1);
