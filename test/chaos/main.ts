import { parseArgs } from 'node:util';
import { runChaos, table } from './chaos.ts';

const usage = `npm run chaos -- [--minutes N] [--seed N] [--slack X]

  --minutes  how long; default 10
  --seed     the same number brings the same troubles; default 1
  --slack    by how much everything may take longer, on a machine that has other things to do; default 1

Exits with 1 when somebody missed more than they were promised, or when something is lost.
`;

/** EX_USAGE of sysexits.h. */
const wrongUsage = 64;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    slack: { type: 'string', default: '1' },
  },
});
const [minutes = 0, seed = Number.NaN, slack = 0] = [values.minutes, values.seed, values.slack].map(Number);
if (!(minutes > 0 && minutes <= 240 && Number.isInteger(seed) && slack >= 1)) {
  process.stderr.write(usage);
  process.exit(wrongUsage);
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const { outcomes, failures } = await runChaos({ minutes, seed, slack, say });
say(`\n${table(outcomes)}\n`);
for (const failure of failures) say(`FAILED  ${failure}`);
say(failures.length === 0 ? 'Nobody missed more than they were promised, and nothing is lost.' : '');
process.exit(failures.length === 0 ? 0 : 1);
