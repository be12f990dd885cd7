import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfigOrExit } from '@rostrum/config';
import { AllInOne } from './all-in-one.ts';
import { ControlClient, type FirstLinks } from './control-client.ts';
import { DataFolder } from './data-folder.ts';
import { startDemo } from './demo.ts';
import { outsideAddress } from './outside-address.ts';
import { makePlan } from './plan.ts';
import { choosePorts } from './ports.ts';
import { Refusal } from './refusal.ts';
import { say, sayWithTime } from './say.ts';
import { startSettings } from './settings.ts';
import { onStopRequest } from './stop-requests.ts';

// Everything on one machine. infra/start.mjs brings what is missing, reads the arguments, and starts this with Node 24.

const startedAt = performance.now();
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const base = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/' };
const isDemo = process.argv.includes('--demo');
const config = readConfigOrExit(startSettings, process.env);

let data: DataFolder | undefined;
let all: AllInOne | undefined;

async function end(exitCode: number): Promise<never> {
  await all?.stop();
  data?.close();
  process.exit(exitCode);
}

onStopRequest({
  first: () => {
    say('\nEnding Rostrum; a second Ctrl-C does not wait.');
    void end(0);
  },
  second: () => {
    all?.kill();
    data?.close();
    process.exit(130);
  },
});

try {
  data = DataFolder.open(config.dataDir, config);
  const { ports, moved } = await choosePorts(config);
  for (const line of moved) say(`  ${line}`);
  const { secret, path: dataDir } = data;
  const plan = makePlan({ root, config, ports, dataDir, secret, base, outsideAddress: outsideAddress() });
  all = new AllInOne({ logDir: data.file('logs'), say: sayWithTime });
  await all.start(plan);
  say(`  ok  ${plan.processes.length + (plan.redis ? 1 : 0)} processes started (${secondsSinceStart()} s)`);
  const control = new ControlClient({ url: plan.controlUrl, secret });
  const links = isDemo ? await startDemo({ root, base, all, control, say }) : await control.bootstrap();
  tellLinks(links, dataDir);
} catch (error) {
  process.stderr.write(`\n${error instanceof Refusal ? error.message : (error as Error).stack}\n`);
  await end(error instanceof Refusal ? error.exitCode : 1);
}

function secondsSinceStart(): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}

function tellLinks({ homeUrl, signInUrl, webinar }: FirstLinks, dataDir: string): void {
  say(`
Rostrum runs. Ctrl-C ends it.

  Home page   ${homeUrl}
  Sign in     ${signInUrl}
              works once, for a day; every start prints a new one

  ${webinar.title}
  Host        ${webinar.hostUrl}
  Presenter   ${webinar.presenterUrl}
  Viewer      ${webinar.viewerUrl}

  Data        ${dataDir}
`);
}
