import { parseArgs } from 'node:util';
import { type BenchOptions, type BenchResult, keepSamples, table } from './report.ts';

const benches: Readonly<Record<string, () => Promise<(options: BenchOptions) => Promise<BenchResult>>>> = {
  mixer: async () => (await import('./mixer/mixer.ts')).benchMixer,
  latency: async () => (await import('./latency/latency.ts')).benchLatency,
  viewers: async () => (await import('./viewers/viewers.ts')).benchViewers,
  layers: async () => (await import('./layers/layers.ts')).benchLayers,
  stage: async () => (await import('./stage/stage.ts')).benchStage,
  promote: async () => (await import('./promote/promote.ts')).benchPromote,
  cascade: async () => (await import('./cascade/cascade.ts')).benchCascade,
  failover: async () => (await import('./failover/failover.ts')).benchFailover,
  takeover: async () => (await import('./takeover/takeover.ts')).benchTakeover,
  jobs: async () => (await import('./jobs/jobs.ts')).benchJobs,
  recording: async () => (await import('./recording/recording.ts')).benchRecording,
  rerender: async () => (await import('./rerender/rerender.ts')).benchRerender,
  soak: async () => (await import('./soak/soak.ts')).benchSoak,
  scale: async () => (await import('./scale/scale.ts')).benchScale,
  join: async () => (await import('./join.ts')).benchJoin,
};

const usage = `npm run bench -- NAME [--quick] [--json] [--hours N] [--only PART]

  NAME     ${Object.keys(benches).join(', ')}
  --quick  fewer and shorter runs: to see that it works, not to compare
  --json   nothing but the result
  --hours  how much programme a soak makes; default 8
  --only   one part: of failover sfu-process, silent-host or control; of soak live or hours

The last line is one JSON object; the raw samples are kept in test/bench/results.
`;

/** EX_USAGE of sysexits.h. */
const wrongUsage = 64;

const { values, positionals } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    hours: { type: 'string' },
    only: { type: 'string' },
  },
  allowPositionals: true,
});
const hours = values.hours === undefined ? undefined : Number(values.hours);
const load = benches[positionals[0] ?? ''];
if (!load || positionals.length > 1 || (hours !== undefined && !(hours > 0))) {
  process.stderr.write(usage);
  process.exit(wrongUsage);
}

const say = (line: string) => {
  if (!values.json) process.stdout.write(`${line}\n`);
};
const bench = await load();
const result = await bench({ isQuick: values.quick, hours, only: values.only, say });
const file = await keepSamples(result);
say(`\n${table(result.report)}\n\nraw samples: ${file}\n`);
process.stdout.write(`${JSON.stringify(result.report)}\n`);
